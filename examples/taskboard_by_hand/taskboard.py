"""What the task board can do: functions on a session's users, tags and tasks."""

from functools import partial, partialmethod

from colonnade import Crud, Database, NotFound, count

from models import Tag, Task, TaskPublic, TaskStats, User, metadata

db = Database(metadata=metadata)
get_session, create_db_and_tables = db.session, partial(db.create_all, metadata)
init_db, drop_db = create_db_and_tables, lambda: metadata.drop_all(db.engine)


class Users(Crud[User]):
    create_user, get_user, get_users = Crud.create, Crud.get, Crud.page
    update_user, delete_user = Crud.update, Crud.delete


class Tags(Crud[Tag]):
    autocomplete_tags = partialmethod(Crud.autocomplete, Tag.name)


class Tasks(Crud[Task]):
    create_task = create_task_with_tags = Crud.create
    get_task = get_task_with_tags = partialmethod(Crud.get, into=TaskPublic)
    get_user_tasks = partialmethod(Crud.page, sort="-created_at", into=TaskPublic)
    get_items = get_active_tasks = get_filtered_tasks = search_tasks = get_user_tasks
    get_tasks_with_user = get_tasks_with_tags = get_user_tasks
    update_task, delete_task, soft_delete_task = Crud.update, Crud.delete, Crud.delete
    stats = {"total": count(), "completed": count(Task.completed == True)}
    get_task_stats = partialmethod(Crud.aggregate, into=TaskStats, **stats)

    def transfer_task(self, task_id: int, from_user: str, to_user: str) -> Task:
        """Give a task to another user, in a session for `EVERYONE`; the tags stay behind."""
        task = self.get(task_id, load=[Task.tags])
        if task.user_id != from_user:
            raise NotFound("Task not found.")
        return task.sqlmodel_update({"user_id": to_user, "tags": []})
