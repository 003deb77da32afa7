"""Questions, quizzes, and what people answered: frozen once used, never recalculated silently."""

from learn.assessment.answer import Answer
from learn.assessment.attempt import Attempt, HandIn
from learn.assessment.bank_file import BankFile
from learn.assessment.blueprint import Blueprint, Part, Shortage
from learn.assessment.change import Change, mismatch
from learn.assessment.correction import Correction, CorrectionDecision
from learn.assessment.declaration import Declaration
from learn.assessment.doubt import Doubt
from learn.assessment.draft import NOTHING, Draft, File
from learn.assessment.evidence import files_of
from learn.assessment.extra_time import ExtraTime
from learn.assessment.key_words import key_in_words
from learn.assessment.likeness import ALIKE, Said, alike, codes_known, like_this, said_in
from learn.assessment.marking import Marking
from learn.assessment.overdue import hand_in_overdue
from learn.assessment.paper import PaperItem
from learn.assessment.question import Question, QuestionBank, QuestionKind, QuestionVersion
from learn.assessment.question_tag import QuestionTag
from learn.assessment.quiz import Quiz, QuizQuestion
from learn.assessment.receipt import Receipt, receipt_number, receipt_well_typed
from learn.assessment.remarking import DryRun, Effect, Remarking, remark_what_is_due
from learn.assessment.rules import Rules, Section, Shows
from learn.assessment.rules_in_words import RulesInWords
from learn.assessment.trial import Trial

__all__ = [
    "ALIKE", "Answer", "Attempt", "BankFile", "Blueprint", "Change", "Correction", "CorrectionDecision", "Declaration",
    "Doubt", "Draft", "DryRun", "Effect", "ExtraTime", "File", "HandIn", "Marking", "NOTHING", "PaperItem", "Part",
    "Question", "QuestionBank", "QuestionKind", "QuestionTag", "QuestionVersion", "Quiz", "QuizQuestion", "Receipt",
    "Remarking", "Rules", "RulesInWords", "Said", "Section", "Shortage", "Shows", "Trial", "alike", "codes_known",
    "files_of", "hand_in_overdue", "key_in_words", "like_this", "mismatch", "receipt_number",
    "receipt_well_typed", "remark_what_is_due", "said_in",
]  # fmt: skip
