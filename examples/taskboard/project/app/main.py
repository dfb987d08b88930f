"""The service: `uvicorn app.main:app`."""

from colonnade import problem_handlers
from fastapi import FastAPI

from app.database import db
from app.routes import routers

app = FastAPI(title="Taskboard", lifespan=db.lifespan)
problem_handlers(app)
for router in routers:
    app.include_router(router)


@app.get("/health", tags=["service"])
async def health() -> dict[str, str]:
    """Whether the service and its database answer."""
    await db.async_check()
    return {"status": "ok"}
