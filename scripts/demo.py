"""The main job on SQLite: the task board's schema becomes a running service, and real requests drive it.

Everything is made in build/demo, from nothing, by the commands that a person would type.
"""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
from rich.console import Console

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "examples" / "taskboard" / "taskboard.dbml"
PROJECT = ROOT / "build" / "demo"
BIN = Path(sys.executable).parent
say = partial(Console(highlight=False).print, soft_wrap=True)


def main() -> None:
    shutil.rmtree(PROJECT, ignore_errors=True)
    PROJECT.parent.mkdir(exist_ok=True)
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{PROJECT / 'taskboard.db'}",
        "SECRET_KEY": secrets.token_hex(32),
    }
    say(f"[bold]1. A schema[/] of {len(SCHEMA.read_text().splitlines())} lines becomes a project")
    run(environment, BIN / "colonnade", "new", PROJECT, "--from", SCHEMA, "--yes", folder=ROOT)
    files = [path for path in PROJECT.rglob("*") if path.is_file()]
    say(
        f"   $ colonnade new build/demo --from examples/taskboard/taskboard.dbml   [dim]{len(files)} files[/]"
    )
    say("[bold]2. Its first revision[/] makes the tables")
    run(environment, BIN / "alembic", "upgrade", "head")
    say(f"   $ alembic upgrade head   [dim]{tables(environment)}[/]")
    with service(environment) as url:
        say(f"[bold]3. The service[/] answers on {url}")
        client = httpx.Client(base_url=url)
        drive(client, signed_up(client, "Ann"), signed_up(client, "Bob"))
    say(f"[bold]4. Open the schema's page:[/] file://{PROJECT / 'schema.html'}")
    say("   and read build/demo/SCHEMA.md, build/demo/app/models/, build/demo/README.md")


def run(environment: dict[str, str], *command: str | Path, folder: Path = PROJECT) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command[:2]))} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def tables(environment: dict[str, str]) -> str:
    code = "from app.models import metadata; print(*(table.name for table in metadata.sorted_tables), sep=', ')"
    return run(environment, sys.executable, "-c", code).strip()


@contextmanager
def service(environment: dict[str, str]) -> Iterator[str]:
    """uvicorn on a free port, ready when /health answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "app.main:app",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    server = subprocess.Popen(command, cwd=PROJECT, env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(server, f"{url}/health")
        yield url
    finally:
        server.terminate()
        server.wait()


def wait_for(server: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    sys.exit("The service did not start; its messages are above.")


def signed_up(client: httpx.Client, who: str) -> str:
    """The access token of somebody new."""
    password = secrets.token_urlsafe()
    person = {"email": f"{who.lower()}@example.com", "password": password}
    for path, sent in (("/sign-up", {**person, "name": who}), ("/sign-in", person)):
        answer = client.post(path, json=sent).raise_for_status()
        say(f"   {who} POST   {path}  [green]{answer.status_code}[/]")
    return str(answer.json()["access_token"])


def drive(client: httpx.Client, ann: str, bob: str) -> None:
    for title, priority in (
        ("Write the report", "high"),
        ("Buy milk", "low"),
        ("Call Bob", "medium"),
    ):
        made = show(client, ann, "POST", "/tasks", {"title": title, "priority": priority})
    page = show(client, ann, "GET", "/tasks?size=2&sort=-id")
    show(client, ann, "GET", f"/tasks?size=2&sort=-id&after={page['next']}")
    show(client, ann, "GET", "/tasks?search=milk")
    task = f"/tasks/{made['id']}"
    show(client, ann, "PATCH", task, {"completed": True})
    show(client, bob, "GET", task, who="Bob")
    show(client, bob, "PATCH", task, {"title": "Mine now"}, who="Bob")
    show(client, ann, "POST", "/tasks", {"title": ""})
    show(client, ann, "DELETE", task)
    show(client, ann, "GET", task)


def show(
    client: httpx.Client, token: str, method: str, path: str, data: object = None, who: str = "Ann"
) -> dict[str, object]:
    """Send one request and print it with its answer, in a line each."""
    answer = client.request(method, path, json=data, headers={"Authorization": f"Bearer {token}"})
    body = answer.json() if answer.content else {}
    color = "green" if answer.is_success else "yellow"
    sent = f" {json.dumps(data)}" if data else ""
    shown = path if len(path) < 40 else f"{path[:37]}..."
    say(f"   {who} {method:6} {shown}{sent}", end="  ", markup=False)
    say(f"[{color}]{answer.status_code}[/] {summary(body)}")
    return body


def summary(body: dict[str, object]) -> str:
    if "items" in body:
        return f"{[item['title'] for item in body['items']]}".replace("[", r"\[") + (
            " and more" if body["next"] else ""
        )
    return str(body.get("detail") or body.get("title") or "")


if __name__ == "__main__":
    main()
