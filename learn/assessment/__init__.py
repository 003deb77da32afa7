"""Questions, quizzes, and what people answered: frozen once used, never recalculated silently."""

from learn.assessment.attempt import Attempt, HandIn, Marking
from learn.assessment.overdue import hand_in_overdue
from learn.assessment.paper import Answer, PaperItem
from learn.assessment.question import Question, QuestionBank, QuestionKind, QuestionVersion
from learn.assessment.quiz import Quiz, QuizQuestion

__all__ = [
    "Answer",
    "Attempt",
    "HandIn",
    "Marking",
    "PaperItem",
    "Question",
    "QuestionBank",
    "QuestionKind",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "hand_in_overdue",
]
