"""Requests a second, one uvicorn worker for each application, all of them in turn in each round."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from statistics import median
from typing import Any

from benchmarks import scratch
from benchmarks.check import Disagreement
from benchmarks.operations import in_another_order
from benchmarks.samples import READ_BY, START
from benchmarks.taskboard import USERS
from benchmarks.web import APPS, PLAIN
from benchmarks.web.load import answer, per_second, request

ROUNDS = 3
SECONDS = 2.0
ROUTES = ("list of 50 tasks with tags", "one task with tags", "create")
PAGE = "/tasks?size=50&sort=-created_at,-id"

Ports = Mapping[str, int]


@dataclass(frozen=True)
class Served:
    """One route of one application."""

    operation: str
    peer: str
    requests_per_second: float
    ratio_to_plain: float


def rows() -> list[Served]:
    """Every route of every application."""
    with scratch.postgresql() as url, serving(url) as ports:
        for port in ports.values():
            agree(port, ports[PLAIN])
        for port in ports.values():
            for route in ROUTES:
                per_second(port, requests(route), 0.5)
        return measured(ports)


def measured(ports: Ports) -> list[Served]:
    """Medians over the rounds."""
    found: dict[tuple[str, str], list[float]] = {}
    for turn in range(ROUNDS):
        for route in ROUTES:
            for name in in_another_order(list(ports), turn):
                speed = per_second(ports[name], requests(route), SECONDS)
                found.setdefault((route, name), []).append(speed)
    return [
        Served(
            route,
            name,
            round(median(found[route, name])),
            round(median(found[route, name]) / median(found[route, PLAIN]), 2),
        )
        for route in ROUTES
        for name in ports
    ]


def requests(route: str) -> Callable[[], bytes]:
    """The requests to a route, each another one."""
    numbers = count()
    if route == ROUTES[0]:
        return lambda: request("GET", PAGE, 1 + next(numbers) * 37 % READ_BY)
    if route == ROUTES[1]:
        return lambda: _one(next(numbers) * 37 % READ_BY)
    return lambda: _create(next(numbers))


def agree(port: int, plain: int) -> None:
    """Compare answers, whatever else an application sends along.

    Raises:
        Disagreement: a task differs.
    """
    for asked in (request("GET", PAGE, 7), _one(41), _create(1)):
        one, other = (_tasks(answer(each, asked)) for each in (port, plain))
        if one != other:
            raise Disagreement(f"{one} is not {other}")


def _one(number: int) -> bytes:
    return request("GET", f"/tasks/{number + USERS * 7}", 1 + number)


def _create(number: int) -> bytes:
    task = {"title": f"Task {number}", "priority": "high", "due_date": START.isoformat()}
    return request("POST", "/tasks", USERS, json.dumps(task).encode())


def _tasks(body: bytes) -> list[Any]:
    found = json.loads(body)
    several = found if isinstance(found, list) else found.get("items", [found])
    return [
        (
            None if task["user_id"] == USERS else task["id"],
            *(task[name] for name in ("title", "description", "completed", "priority", "user_id")),
            sorted((tag["id"], tag["name"]) for tag in task.get("tags", [])),
        )
        for task in several
    ]


@contextmanager
def serving(url: str) -> Iterator[Ports]:
    """One uvicorn worker for each application."""
    processes: list[subprocess.Popen[bytes]] = []
    ports = {name: _free_port() for name in APPS}
    try:
        for name, module in APPS.items():
            processes.append(_uvicorn(module, ports[name], url))
        for port in ports.values():
            _wait(port)
        yield ports
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def _uvicorn(module: str, port: int, url: str) -> "subprocess.Popen[bytes]":
    application = f"benchmarks.web.{module}:app"
    options = ["--port", str(port), "--no-access-log", "--log-level", "error"]
    command = [sys.executable, "-m", "uvicorn", application, *options]
    return subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _wait(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise TimeoutError(f"nothing listens on {port}")
        time.sleep(0.1)
