"""A whole project, or the document and the models alone, from a design: every writer in its turn."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from colonnade.design import (
    crud,
    database,
    document,
    main,
    models,
    page,
    project,
    routes,
    settings,
    tests,
)
from colonnade.design.design import Design, Files
from colonnade.design.format import formatted
from colonnade.design.migration import FIRST, environment
from colonnade.design.migration.generated import revision_of

Stage = Callable[[str], AbstractContextManager[object]]
"""Called with what comes next; entered while it is done."""


def project_files(design: Design, stage: Stage) -> Files:
    """Every file of a project.

    Args:
        design: the schema and what was decided about it.
        stage: shows the progress.
    """
    with stage("models"):
        files = models.write(design)
    # The revision is written by a process of its own, which a second core can do meanwhile.
    with ThreadPoolExecutor(1) as beside:
        revision = beside.submit(revision_of, dict(files), design.backend)
        with stage("document"):
            files |= document.write(design)
        with stage("page"):
            files |= page.write(design)
        with stage("tests"):
            files |= tests.write(design)
        with stage("application"):
            for writer in (project, settings, database, crud, routes, main):
                files |= writer.write(design)
        with stage("migration"):
            files |= environment() | {FIRST: revision.result()}
    with stage("format"):
        return formatted(files)


def design_files(design: Design, stage: Stage) -> Files:
    """The document, the page and the models."""
    files: Files = {}
    with stage("models"):
        files |= models.write(design)
    with stage("document"):
        files |= document.write(design)
    with stage("page"):
        files |= page.write(design)
    return files
