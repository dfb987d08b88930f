"""Spans for OpenTelemetry: one for each statement, by its own instrumentation of SQLAlchemy, without values.

That instrumentation makes the spans. Here they are told whose statement it is, for which route, and which attribute it loads
later; and an error in them has no text of the driver, which quotes values.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import ExceptionContext

from colonnade.data.isolation.engine import scope_of
from colonnade.data.watch.engines import Watched, engines_of
from colonnade.data.watch.lazy import LOADED
from colonnade.data.watch.route import route
from colonnade.errors import ConfigurationError

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

OWNER = "colonnade.owner"
ROUTE = "http.route"
LAZY_LOAD = "colonnade.lazy_load"


def trace_queries(
    on: Watched, *, owners: bool = True, tracer_provider: "TracerProvider | None" = None
) -> None:
    """Make a span of each statement, with the attributes `colonnade.owner`, `http.route` and `colonnade.lazy_load`.

    Call it once, when the application starts. Spans are children of the current span, such as a request's. With
    `SQLAlchemyInstrumentor().instrument()` besides it there would be two spans of each statement.

    Args:
        on: a database or an engine, sync or async.
        owners: whether spans name the owner of the session by its key.
        tracer_provider: where spans go; the application's global one without it.

    Raises:
        ConfigurationError: OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.instrumentation.sqlalchemy import engine as instrumentation
        from opentelemetry.metrics import get_meter
        from opentelemetry.trace import get_tracer
    except ModuleNotFoundError:
        raise ConfigurationError(
            "OpenTelemetry is not installed.", 'pip install "colonnade[otel]"'
        ) from None
    tracer = get_tracer("colonnade", tracer_provider=tracer_provider)
    usage = get_meter("colonnade").create_up_down_counter(
        "db.client.connections.usage", "connections", "How many connections are idle or used."
    )
    traced: Any = instrumentation.EngineTracer
    for engine in engines_of(on):
        # Before the instrumentation, which would write down what the driver says.
        event.listen(engine, "handle_error", _end)
        traced(tracer, engine, usage)
        event.listen(engine, "before_cursor_execute", _describe_with(owners))


def _describe_with(owners: bool) -> Callable[..., None]:
    def describe(connection: Connection, cursor: Any, text: str, *sent: Any) -> None:
        _, context, _ = sent
        span = getattr(context, "_otel_span", None)
        if span is None or not span.is_recording():
            return
        scope = scope_of(connection.engine) if owners else None
        said = {
            OWNER: str(scope) if scope is not None and scope.names_owner else None,
            ROUTE: route.get(),
            LAZY_LOAD: context.execution_options.get(LOADED),
        }
        span.set_attributes({name: value for name, value in said.items() if value is not None})

    return describe


def _end(error: ExceptionContext) -> None:
    from opentelemetry.trace import StatusCode

    context: Any = error.execution_context
    span = getattr(context, "_otel_span", None)
    if span is not None:
        span.set_status(StatusCode.ERROR, type(error.original_exception).__name__)
        span.end()
        context._otel_span = None
