"""The soft-deleted rows of a model on the admin page: seen, and brought back."""

from typing import Any, cast

from sqladmin import action
from sqlmodel import SQLModel, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse

from colonnade.data.api.admin_views import RowsView, columns_of
from colonnade.data.crud.crud import Crud
from colonnade.errors import ColonnadeError


class DeletedView(RowsView):
    """Rows that are marked as deleted. Its sessions have to see them."""

    can_create = can_edit = can_delete = can_view_details = can_import = False

    def list_query(self, request: Request) -> Any:
        model: Any = self.model
        return select(model).where(model.deleted_at.is_not(None))

    @action("restore", "Restore", add_in_detail=False)
    async def restore(self, request: Request) -> RedirectResponse:
        """Bring the selected rows back, all of them or none."""
        keys = [self._key(one) for one in request.query_params.get("pks", "").split(",") if one]
        url = request.url_for("admin:list", identity=self.identity)
        try:
            await run_in_threadpool(self._restore, keys)
        except ColonnadeError as error:
            url = url.include_query_params(error=str(error))
        return RedirectResponse(url, 303)

    def _restore(self, keys: list[Any]) -> None:
        with self.session_maker() as session:
            for key in keys:
                Crud(self.model, session).restore(key)


def deleted_view_of(model: type[SQLModel]) -> type[DeletedView]:
    """The view of the deleted rows of a `SoftDeleted` model, the latest first."""
    options: dict[str, Any] = {
        **columns_of(model),
        "name": f"Deleted {model.__name__}",
        "column_default_sort": ("deleted_at", True),
    }
    options["column_list"] = [*options["column_list"], "deleted_at"]
    made: Any = type(f"Deleted{model.__name__}Admin", (DeletedView,), options, model=model)
    made.identity = f"deleted-{made.identity}"
    return cast(type[DeletedView], made)
