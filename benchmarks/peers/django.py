"""Django's ORM, sync, on a persistent connection."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count, Q
from django.utils.timezone import now
from sqlalchemy import make_url

from benchmarks.peers.peer import Answers, Row


class Django:
    """Querysets and instances."""

    answers: Answers = "model"

    def __init__(self, url: str) -> None:
        parts = make_url(url)
        database = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": parts.host,
            "PORT": parts.port,
            "USER": parts.username,
            "NAME": parts.database,
            "CONN_MAX_AGE": None,
        }
        board = "benchmarks.peers.django_board"
        settings.configure(DATABASES={"default": database}, INSTALLED_APPS=[board], USE_TZ=True)
        django.setup()
        # A model can be imported only after the settings are there.
        models = import_module(f"{board}.models")
        self.Task, self.Tag = models.Task, models.Tag

    def open(self) -> None:
        connection.ensure_connection()

    def close(self) -> None:
        connection.close()

    def get(self, task_id: int) -> Any:
        return self.Task.objects.get(id=task_id, deleted_at=None)

    def list_first(self, user_id: int) -> Any:
        return list(self._newest(user_id)[:50])

    def list_total(self, user_id: int) -> Any:
        tasks = self._newest(user_id)
        return list(tasks[:50]), tasks.count()

    def list_deep(self, offset: int) -> Any:
        return list(self._oldest()[offset : offset + 50])

    def list_keyset(self, created_at: Any, task_id: int) -> Any:
        later = Q(created_at__gt=created_at) | Q(id__gt=task_id)
        return list(self._oldest().filter(later, created_at__gte=created_at)[:50])

    def search(self, user_id: int, word: str) -> Any:
        return list(self._newest(user_id).filter(title__icontains=word)[:50])

    def list_tags(self, user_id: int) -> Any:
        return list(self._newest(user_id).prefetch_related("tags")[:50])

    def stats(self, user_id: int) -> Any:
        return self.Task.objects.filter(user_id=user_id, deleted_at=None).aggregate(
            total=Count("id"),
            overdue=Count("id", filter=Q(completed=False, due_date__lt=now())),
            high=Count("id", filter=Q(priority="high")),
            completed=Count("id", filter=Q(completed=True)),
        )

    def create(self, task: Row) -> Any:
        return self.Task.objects.create(**task)

    def update(self, task_id: int, changes: Row) -> Any:
        task = self.get(task_id)
        for name, value in changes.items():
            setattr(task, name, value)
        task.save(update_fields=[*changes, "updated_at"])
        return task

    def soft_delete(self, task_id: int) -> Any:
        self.Task.objects.filter(id=task_id, deleted_at=None).update(deleted_at=now())

    def bulk_insert(self, tasks: Sequence[Row]) -> Any:
        self.Task.objects.bulk_create([self.Task(**task) for task in tasks], batch_size=1_000)

    def bulk_update(self, tasks: Sequence[Row]) -> Any:
        changed = [self.Task(**task) for task in tasks]
        self.Task.objects.bulk_update(changed, ["title"], batch_size=1_000)

    def upsert(self, tags: Sequence[Row]) -> Any:
        self.Tag.objects.bulk_create(
            [self.Tag(**tag) for tag in tags],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["name"],
        )

    def _newest(self, user_id: int) -> Any:
        tasks = self.Task.objects.filter(user_id=user_id, deleted_at=None)
        return tasks.order_by("-created_at", "-id")

    def _oldest(self) -> Any:
        return self.Task.objects.filter(deleted_at=None).order_by("created_at", "id")
