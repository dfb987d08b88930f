"""The questions, their defaults, and what an answer means."""

from collections.abc import Mapping
from dataclasses import dataclass

from colonnade.errors import UsageError

Answers = Mapping[str, str]
"""Key of a question -> the answer as typed; an answer that is missing or empty is the default."""

_YES = ("y", "yes", "true", "1", "on")
_NO = ("n", "no", "false", "0", "off")
NONE = "none"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        key: the name of its answer.
        text: what is asked.
        default: the answer of whoever just presses Enter.
        assumption: the sentence that the document lists when the default was taken.
        choices: the possible answers; empty for free text.
        help: what an answer looks like.
        required: whether it belongs to the short list that every project is asked.
    """

    key: str
    text: str
    default: str
    assumption: str
    choices: tuple[str, ...] = ()
    help: str = ""
    required: bool = True


_YES_OR_NO = ("yes", "no")
QUESTIONS = (
    Question(
        "project",
        "What is the project called?",
        "app",
        "The project has no name of its own yet and is called app.",
        help="one word, such as shop",
    ),
    Question(
        "entities",
        "Which entities are there?",
        "users, items",
        "The entities are users and items, because none were named.",
        help="names with commas: users, products, orders",
    ),
    Question(
        "relationships",
        "How are they related?",
        NONE,
        "Entities are related only through their owner, because no relationships were named.",
        help="order belongs to user, product has many reviews, tasks many to many tags;"
        " or orders > users, products <> tags",
    ),
    Question(
        "database",
        "Which database?",
        "sqlite",
        "The project starts on SQLite; another DATABASE_URL changes that.",
        choices=("sqlite", "postgresql", "mysql"),
    ),
    Question(
        "existing",
        "Is there a schema already?",
        NONE,
        "There is no schema yet.",
        help="a database URL, a .dbml or .sql file, or a package of models; or none",
    ),
    Question(
        "fastapi",
        "Is it a service with FastAPI?",
        "yes",
        "The project is a service with FastAPI.",
        choices=_YES_OR_NO,
    ),
    Question(
        "soft_delete",
        "Should deleted rows stay, marked as deleted?",
        "no",
        "Deleted rows are gone; there is no soft deletion.",
        choices=_YES_OR_NO,
        required=False,
    ),
    Question(
        "timestamps",
        "Should rows know when they were created and updated?",
        "yes",
        "Every entity has created_at and updated_at.",
        choices=_YES_OR_NO,
        required=False,
    ),
    Question(
        "owners",
        "Does each user see only their own rows?",
        "auto",
        "Rows belong to users where there are users and no relationship says otherwise.",
        choices=("auto", *_YES_OR_NO),
        required=False,
    ),
    Question(
        "search",
        "Which columns are searched as text?",
        NONE,
        "No column is searched as text.",
        help="columns with commas: products.name, posts.body; or none",
        required=False,
    ),
    Question(
        "validation",
        "Which rules do values follow?",
        NONE,
        "Values follow the rules of their types and of well-known columns only.",
        help="rules with commas: users.email unique, products.price >= 0, tasks.title required",
        required=False,
    ),
)
_BY_KEY = {question.key: question for question in QUESTIONS}


def assumptions(answers: Answers) -> list[str]:
    """A sentence for every question whose default was taken."""
    return [question.assumption for question in QUESTIONS if not _given(answers, question.key)]


def answer(answers: Answers, key: str) -> str:
    """The answer to a question, its default where none was given.

    Raises:
        UsageError: the answer is none of the question's choices.
    """
    question = _BY_KEY[key]
    text = _given(answers, key) or question.default
    if question.choices and text.lower() not in question.choices:
        short = {**dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no")}.get(text.lower(), "")
        if short not in question.choices:
            raise misunderstood(key, f"`{text}` is none of {', '.join(question.choices)}")
        return short
    return text.lower() if question.choices else text


def listed(answers: Answers, key: str) -> list[str]:
    """The parts of an answer that is a list; empty for `none`."""
    text = answer(answers, key).replace(";", ",").replace("\n", ",")
    parts = [part.strip() for part in text.split(",")]
    return [] if text.strip().lower() == NONE else [part for part in parts if part]


def misunderstood(key: str, what: str) -> UsageError:
    """The error for an answer that cannot be understood."""
    question = _BY_KEY[key]
    form = question.help or f"one of {', '.join(question.choices)}"
    return UsageError(f"The answer to `{key}` cannot be understood: {what}.", f"Expected: {form}.")


def _given(answers: Answers, key: str) -> str:
    return answers.get(key, "").strip()
