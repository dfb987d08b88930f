"""The routers of the service; a new one is added to the list."""

from app.routes.sign_in import router as sign_in
from app.routes.tag import router as tag
from app.routes.task import router as task
from app.routes.task_tag import router as task_tag
from app.routes.user import router as user

routers = [sign_in, user, task, tag, task_tag]
