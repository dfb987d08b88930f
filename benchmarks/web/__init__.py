"""The same three routes as applications of several kinds, and requests to them from another process."""

APPS = {
    "response_model on ORM objects": "plain",
    "advanced-alchemy": "advanced_alchemy",
    "FastCRUD": "fastcrud",
    "Core rows through a TypeAdapter": "core_rows",
    "Colonnade crud_router": "colonnade",
    "bare ASGI, JSON by PostgreSQL on asyncpg": "bare",
}
"""Name: module. Each has an ASGI application `app`, takes its database from `DATABASE_URL` and the user from `X-User`."""

PLAIN = "response_model on ORM objects"
"""The application that ratios are to: how FastAPI's and SQLModel's guides write it."""
