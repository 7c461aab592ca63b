"""Start Beholden: web, recorder and jobs, as children of one process.

  beholden up
  beholden up --port 9000 --data /srv/beholden
  beholden up --only recorder            on a machine that only records

Ctrl-C or SIGTERM ends everything within ten seconds; the recorder goes first and loses no finished frame.
"""

from __future__ import annotations

import argparse
import fcntl
import http.client
import json
import os
import socket
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from beholden.cli import UsageError
from beholden.cli.children import Child, Family

PARTS = ("web", "recorder", "jobs")
READY_SECONDS = 60.0
_LEFTOVER_SECONDS = 12.0  # children of a killed `up` end within ten


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The words of `beholden up`."""
    add = parser.add_argument
    add("--only", default=",".join(PARTS), metavar="PARTS", help="some of web,recorder,jobs")
    add("--port", type=int, default=8000, help="port of the web, 0 for a free one (8000)")
    add("--host", default="127.0.0.1", help="address the web listens on (127.0.0.1)")
    add("--data", metavar="DIR", help="data folder (BEHOLDEN_DATA, else ./data)")
    add("--workers", type=int, default=min(2, os.cpu_count() or 1), help="web processes (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """Start, wait, end in order. Raises UsageError with one sentence."""
    parts = parts_of(args.only)
    data = data_folder(args.data)
    locks = [take_lock(data, part) for part in parts]
    port = free_port(args.host, args.port) if "web" in parts else 0
    address = f"http://{shown(args.host)}:{port}/"
    if port:
        lead_paper_to(address)
    first = set_up(data, first_start) if "recorder" not in parts or len(parts) > 1 else []
    family = Family([], keep_open=locks)
    family.start()
    run_parts(family, parts, data, args, port, lambda: say_links(address, first))
    return family.watch()


def run_parts(
    family: Family, parts: list[str], data: Path, args: argparse.Namespace, port: int, also: Callable[[], None]
) -> None:
    """Start the parts and say so; the jobs once the pages answer, for they ask them what is filed here."""
    later = ["jobs"] if "web" in parts and "jobs" in parts else []
    family.join([child_of(part, data, args.host, port, args.workers) for part in parts if part not in later])
    announce(family, parts, args.host, port, also)
    if family.watching:
        family.join([child_of(part, data, args.host, port, args.workers) for part in later])


def parts_of(text: str) -> list[str]:
    """The parts named in `--only`, in the order in which they start. Raises UsageError."""
    named = {word for word in text.replace(" ", "").split(",") if word}
    unknown = sorted(named - set(PARTS))
    if unknown or not named:
        raise UsageError(f"beholden up: --only takes some of {','.join(PARTS)}, not '{','.join(unknown)}'")
    return [part for part in ("recorder", "jobs", "web") if part in named]


def data_folder(given: str | None) -> Path:
    """The data folder, made when missing; also told to every child, as is that other users read nothing of it.

    Raises UsageError.
    """
    from beholden.project import environment

    if given:
        os.environ["BEHOLDEN_DATA"] = given
    os.umask(0o077)  # footage, index, database: the door is none while the files lie open beside it
    try:
        data = environment.folder("BEHOLDEN_DATA", Path(__file__).resolve().parents[2] / "data")
    except environment.SettingError as error:
        raise UsageError(f"beholden: {error}") from error
    os.environ["BEHOLDEN_DATA"] = str(data)
    return data


def take_lock(data: Path, part: str) -> int:
    """An open file that says: this part runs on this data, till its last holder has ended. Raises UsageError."""
    (data / "run").mkdir(mode=0o700, exist_ok=True)
    path = data / "run" / f"up-{part}.lock"
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + _LEFTOVER_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(lock, 32).decode("ascii", "replace").strip()
            os.lseek(lock, 0, os.SEEK_SET)
            if _alive(holder) or time.monotonic() > deadline:
                os.close(lock)
                who = f"process {holder}" if holder else "another process"
                raise UsageError(f"beholden up: {part} already runs on {data} ({who}); end it first") from None
            time.sleep(0.2)  # its parent was killed: the children are on their way out
        else:
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
            return lock


def _alive(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except PermissionError:
        return True
    except (ValueError, OverflowError, OSError):
        return False
    return True


def lead_paper_to(address: str) -> None:
    """QR codes on receipts and signs lead here, unless a setting names where people outside reach this."""
    named = ("BEHOLDEN_PUBLIC", "BEHOLDEN_ORIGINS")
    if not any(os.environ.get(name) or os.environ.get(f"{name}_FILE") for name in named):
        os.environ["BEHOLDEN_PUBLIC"] = address.rstrip("/")


def free_port(host: str, port: int) -> int:
    """``port`` when nobody listens there, or a free one for 0. Raises UsageError."""
    if not 0 <= port <= 65535:
        raise UsageError("beholden up: --port must be 0 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UsageError(
                f"beholden up: {host}:{port} cannot be used ({os.strerror(error.errno or 0)}); give another with --port"
            ) from error
        return int(probe.getsockname()[1])


def shown(host: str) -> str:
    """How an address is printed: a listener on all interfaces is reached at the local one."""
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    return f"[{local}]" if ":" in local and not local.startswith("[") else local


def set_up(data: Path, work: Callable[[], Any]) -> Any:
    """What ``work`` returns (JSON), done in a short-lived child: this process stays small and holds no connection.

    Two starts at once wait for each other. Raises UsageError with the one sentence the child gave.
    """
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        _answer(data, work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(pid, 0)
    found = json.loads(answer or '{"error": "beholden: the set-up was ended; nothing was started"}')
    if "error" in found:
        raise UsageError(found["error"])
    return found["done"]


def _answer(data: Path, work: Callable[[], Any], writing: int) -> NoReturn:
    """In the child: do the work, write what came of it, end without running the parent's exit handlers."""
    try:
        with (data / "run" / "setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            answer = {"done": _with_django(work)}
    except UsageError as error:
        answer = {"error": str(error)}
    except Exception as error:  # noqa: BLE001 -- the trace goes to stderr, the parent says the sentence
        traceback.print_exc()
        answer = {"error": f"beholden: the set-up failed ({type(error).__name__}); nothing was started"}
    with os.fdopen(writing, "wb") as pipe:
        pipe.write(json.dumps(answer).encode())
    sys.stderr.flush()
    os._exit(0)


def _with_django(work: Callable[[], Any]) -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError

    from beholden.project.environment import SettingError
    from beholden.project.loading import unswept

    try:
        import django

        with unswept():
            django.setup()
            from django.core.management import call_command

            call_command("migrate", interactive=False, verbosity=0)
        return work()
    except (SettingError, ImproperlyConfigured) as error:
        raise UsageError(f"beholden: {error}") from error
    except OperationalError as error:
        raise UsageError(f"beholden: the database cannot be used: {str(error).splitlines()[0]}") from error


def first_start() -> list[list[str]]:
    """Publish the roster, and make the first accounts when there are none: [[user name, name, path of the link], …]."""
    from beholden.ground.people.services import first_start as make_first
    from beholden.site.recordings.services import publish_roster

    publish_roster()
    return [[link.account.username, link.account.name, link.path] for link in make_first()]


def child_of(part: str, data: Path, host: str, port: int, workers: int) -> Child:
    """How a part is started."""
    python = [sys.executable, "-X", "faulthandler", "-m"]
    if part == "recorder":
        return Child(part, [*python, "beholden.site.recordings.recorder", str(data)], first_to_end=True)
    if part == "jobs":
        return Child(part, [*python, "beholden.project.jobs"])
    words = ["granian", "--interface", "asgi", "--host", host, "--port", str(port), "--workers", str(max(1, workers))]
    words += ["--workers-kill-timeout", "3", "--respawn-failed-workers", "--http", "1", "--log-level", "warning"]
    return Child(part, [*python, *words, "beholden.project.asgi:application"])


def announce(family: Family, parts: list[str], host: str, port: int, also: Callable[[], None]) -> None:
    """Say that it is ready once it is: the web answers, or, without it, the children have stayed alive a moment."""
    if "web" not in parts:
        sys.stdout.write(f"Beholden runs {' and '.join(parts)}\n")
    elif family.until(lambda: _answers(shown(host).strip("[]"), port), READY_SECONDS):
        sys.stdout.write(f"Beholden is ready at http://{shown(host)}:{port}/\n")
        also()
    elif family.watching:
        sys.stderr.write(
            f"Beholden's pages don't answer at http://{shown(host)}:{port}/ yet; the lines above say why\n"
        )
        sys.stderr.flush()
    sys.stdout.flush()


def say_links(address: str, first: list[list[str]]) -> None:
    """The one-time links of a first start, each on its line."""
    if first:
        sys.stdout.write("First start: open each link once to set a password (valid 72 hours):\n")
    for username, name, path in first:
        sys.stdout.write(f"  {username:<12} {name}  {address.rstrip('/')}{path}\n")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
