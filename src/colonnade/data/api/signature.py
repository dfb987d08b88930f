"""Functions whose parameters get their types at run time, as FastAPI reads them from the signature."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def with_types(function: F, **annotations: Any) -> F:
    """The function, with other annotations for some of its parameters.

    Each dependency is paid for by every request, so what is of no use is left out rather than given nothing.

    Args:
        function: a function made for this call, since its signature is changed in place.
        annotations: the annotation of each parameter to be changed; None leaves it out, so that it has its default.
    """
    signature = inspect.signature(function)
    parameters = [
        parameter.replace(annotation=annotations.get(name, parameter.annotation))
        for name, parameter in signature.parameters.items()
        if annotations.get(name, parameter) is not None
    ]
    function.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return function


def taking(names_and_types: dict[str, Any], function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as one that takes exactly these keyword parameters.

    Args:
        names_and_types: each parameter and its annotation.
        function: takes any keyword parameters, and was made for this call.
    """
    parameters = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
        for name, annotation in names_and_types.items()
    ]
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return function
