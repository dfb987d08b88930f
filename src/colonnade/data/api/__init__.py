"""FastAPI: routes made from a model, and every error as a problem. The only folder that knows FastAPI."""

from colonnade.errors import ConfigurationError

try:
    import fastapi as fastapi
except ModuleNotFoundError:
    raise ConfigurationError(
        "FastAPI is not installed.", 'pip install "colonnade[fastapi]"'
    ) from None
