"""The writer of `app/main.py`."""

from colonnade.design.design import Design, Files
from colonnade.design.models.code import text
from colonnade.design.words import words_of

MAIN = '''\
"""The service: `uvicorn app.main:app`."""

from fastapi import FastAPI

from app.database import db
from app.routes import routers
from colonnade import problem_handlers

app = FastAPI(title={title}, lifespan=db.lifespan)
problem_handlers(app)
for router in routers:
    app.include_router(router)


@app.get("/health", tags=["service"])
async def health() -> dict[str, str]:
    """Whether the service and its database answer."""
    await db.async_check()
    return {{"status": "ok"}}
'''


def write(design: Design) -> Files:
    """The service; nothing for a project without FastAPI."""
    if not design.fastapi:
        return {}
    title = " ".join(words_of(design.name)).capitalize() or "Service"
    return {"app/main.py": MAIN.format(title=text(title))}
