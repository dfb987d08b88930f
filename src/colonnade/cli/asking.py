"""The questions at a prompt, for somebody who has no schema yet."""

from typing import TYPE_CHECKING

import click

from colonnade.errors import UsageError

if TYPE_CHECKING:
    from colonnade.schema.questions import Question

MORE = "More questions, about deletion, time stamps, owners, search and rules?"


def answers(known: dict[str, str], *, yes: bool) -> dict[str, str]:
    """The answers that were given, by the key of their question; a default that was taken is not among them.

    Args:
        known: what is known without asking.
        yes: take every default.
    """
    from colonnade.schema.questions import QUESTIONS

    given = dict(known)
    if yes:
        return given
    open_ = [question for question in QUESTIONS if question.key not in known]
    for question in (one for one in open_ if one.required):
        _ask(question, given)
        if given.get("existing"):
            return given
    if click.confirm(MORE, default=False, err=True):
        for question in (one for one in open_ if not one.required):
            _ask(question, given)
    return given


def _ask(question: "Question", given: dict[str, str]) -> None:
    """Ask until the answer can be understood."""
    from colonnade.schema.questions import answers_to_dbml

    if question.help:
        click.secho(f"  {question.help}", dim=True, err=True)
    kind = click.Choice(question.choices) if question.choices else str
    while True:
        said = click.prompt(question.text, default=question.default, type=kind, err=True).strip()
        answer = {} if said == question.default else {question.key: said}
        try:
            answers_to_dbml({**given, **answer})
        except UsageError as error:
            click.echo(str(error), err=True)
        else:
            given.update(answer)
            return
