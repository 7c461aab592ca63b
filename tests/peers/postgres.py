"""A PostgreSQL cluster of one's own, thrown away afterwards: `with cluster() as url`. Needs Debian's postgresql.

The server refuses to run as root, so there it runs as the user `postgres`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WAIT = 60.0


def programs() -> Path:
    """The folder of the newest installed server. Raises FileNotFoundError when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    plain = shutil.which("initdb")
    if plain is None:
        raise FileNotFoundError("no PostgreSQL server: apt-get install postgresql")
    return Path(plain).resolve().parent


@contextmanager
def cluster(settings: dict[str, str] | None = None, keep: Path | None = None) -> Iterator[str]:
    """A running cluster with an empty database; gives its URL. Gone, with its files, at the end.

    With ``keep`` its files lie in that folder, stay there, and are taken up again the next time.
    """
    folder = keep or Path(tempfile.mkdtemp(prefix="beholden-pg-", dir="/tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        entry = pwd.getpwnam(user)
        os.chown(folder, entry.pw_uid, entry.pw_gid)
    data, port = folder / "data", _free_port()
    as_user = {"user": user, "group": user, "extra_groups": []} if user else {}
    server: subprocess.Popen[bytes] | None = None
    try:
        if not (data / "PG_VERSION").exists():
            words = [str(programs() / "initdb"), "-D", str(data), "-U", "beholden", "-A", "trust", "-E", "UTF8"]
            words += ["--locale=C.UTF-8", "--no-instructions", *([] if keep else ["--no-sync"])]
            subprocess.run(words, check=True, capture_output=True, cwd=folder, timeout=_WAIT, **as_user)  # type: ignore[call-overload]
        told = {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": "", **(settings or {})}
        words = [str(programs() / "postgres"), "-D", str(data)]
        words += [word for name, value in told.items() for word in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log, **as_user)  # type: ignore[call-overload]
        _until_it_answers(port, folder / "log", server)
        yield f"postgres://beholden@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.send_signal(2)  # SIGINT: fast shutdown
            try:
                server.wait(20 if keep is None else 300)  # what is kept is written out first
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        if keep is None:
            shutil.rmtree(folder, ignore_errors=True)


def _until_it_answers(port: int, log: Path, server: subprocess.Popen[bytes]) -> None:
    import psycopg

    deadline = time.monotonic() + _WAIT
    while True:
        try:
            psycopg.connect(host="127.0.0.1", port=port, user="beholden", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(log.read_text(errors="replace")[-2000:]) from None
            time.sleep(0.1)
        else:
            return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
