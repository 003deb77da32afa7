"""How questions and quizzes did in real attempts: figures, plots and what they mean in plain words."""

from learn.assessment.statistics.figures import figures_of_question, figures_of_quiz
from learn.assessment.statistics.findings import Finding, Option, QuestionFigures, QuizFigures

__all__ = ["Finding", "Option", "QuestionFigures", "QuizFigures", "figures_of_question", "figures_of_quiz"]
