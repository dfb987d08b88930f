"""A schema from answers: the questions to ask when there is no source, and the DBML text the answers make."""

from colonnade.schema.questions.asked import QUESTIONS, Question, assumptions
from colonnade.schema.questions.made import answers_to_dbml

__all__ = ["QUESTIONS", "Question", "answers_to_dbml", "assumptions"]
