"""The witness over HTTP: the register's side for any log, and a site's log that asks to be cosigned."""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from beholden.cli import main
from beholden.engines.ledger import Log, checkpoint, publishing
from beholden.engines.ledger.note import ED25519, verifier
from beholden.engines.ledger.submission import WitnessAhead, WitnessDiffers, request_body, submit
from beholden.engines.ledger.tests.making import LOG, ORIGIN, OTHER, Memory, filled
from beholden.engines.ledger.witness import Answer
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import heads, keys, services, witnessing

pytestmark = pytest.mark.django_db


@pytest.fixture
def data(settings: Settings) -> Path:
    return Path(settings.DATA)


@pytest.fixture
def known(data: Path) -> Path:
    (data / "witness").mkdir()
    (data / "witness" / "logs.vkey").write_text(LOG.verifier.vkey + "\n")
    return data


def post(body: bytes) -> Answer:
    """As a machine of another owner: no session, no cookie, and the CSRF check switched on."""
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/witness/add-checkpoint", body, content_type="text/plain")
    return Answer(answer.status_code, answer.content, answer.headers["Content-Type"])


def test_a_log_is_cosigned_over_http_and_a_monitor_reads_it(known: Path) -> None:
    log, by = filled(300), [witnessing.signer(known).verifier]
    for size in (10, 300):
        done = submit(post, log.tree, log.note(size), [LOG.verifier], by)
        assert checkpoint.read(done.note, [LOG.verifier], by).cosignatures == done.cosignatures
    served = Client().get(f"/witness/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
    assert served.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert checkpoint.read(served.content, [LOG.verifier], by).checkpoint.size == 300
    assert (known / "secrets" / "witness.key").stat().st_mode & 0o777 == 0o600


def test_each_refusal_has_its_status_over_http(known: Path) -> None:
    log = filled(20)
    submit(post, log.tree, log.note(10), [LOG.verifier], [witnessing.signer(known).verifier])
    twin = Memory().add(*log.entries[:5], b"forged", *log.entries[6:])
    foreign = log.note().replace(ORIGIN.encode(), b"another")
    consistent = log.tree.consistency_proof(10, 20)
    for status, body in (
        (400, b"nonsense"),
        (400, b"x" * 2_000_000),
        (403, request_body(10, consistent, log.note(signers=(OTHER,)))),
        (404, request_body(10, consistent, foreign)),
        (409, request_body(0, [], log.note())),
        (422, request_body(10, twin.tree.consistency_proof(10, 20), twin.note())),
    ):
        assert post(body).status == status
    conflict = post(request_body(0, [], log.note()))
    assert (conflict.body, conflict.content_type) == (b"10\n", "text/x.tlog.size")
    with pytest.raises(WitnessDiffers):
        submit(post, twin.tree, twin.note(), [LOG.verifier], [])
    with pytest.raises(WitnessAhead):
        submit(post, log.tree, log.note(7), [LOG.verifier], [])


def test_without_named_logs_every_log_is_unknown_and_a_site_does_not_witness(data: Path, settings: Settings) -> None:
    log = filled(5)
    assert post(request_body(0, [], log.note())).status == 404
    assert Client().get(f"/witness/{'0' * 64}/checkpoint").status_code == 404
    assert Client().get("/witness/add-checkpoint").status_code == 405
    settings.ROLE = "site"
    (data / "witness" / "logs.vkey").write_text(LOG.verifier.vkey)
    assert post(request_body(0, [], log.note())).status == 404
    settings.ROLE = "registry"
    assert post(request_body(0, [], log.note())).status == 200


def test_a_witness_that_cannot_keep_its_word_says_so_and_gives_none(known: Path) -> None:
    log = filled(5)
    (known / "witness" / "logs.vkey").write_text("nonsense")
    assert post(request_body(0, [], log.note())).status == 503
    (known / "witness" / "logs.vkey").write_text(LOG.verifier.vkey)
    (known / "witness" / "latest.sqlite").write_bytes(b"not a database" * 100)
    assert post(request_body(0, [], log.note())).status == 503
    (known / "witness" / "latest.sqlite").unlink()
    key = known / "secrets" / "witness.key"
    for wrong in (b"nonsense", LOG.secret.encode(), b"\xff"):
        key.write_bytes(wrong)
        with pytest.raises(KeyFileError):
            witnessing.signer(known)
        assert post(request_body(0, [], log.note())).status == 503
    key.unlink()
    assert post(request_body(0, [], log.note())).status == 200
    assert sqlite3.connect(known / "witness" / "latest.sqlite").execute("SELECT size FROM latest").fetchall() == [
        ("5",)
    ]


# A site's log, asking over a real socket ------------------------------------------------------------------------


@pytest.fixture
def register(tmp_path: Path) -> Iterator[tuple[str, Path, list[Answer]]]:
    """Another machine: a witness of its own on a free port; answers laid in the list are given instead."""
    folder = tmp_path / "register"
    canned: list[Answer] = []
    (folder / "witness").mkdir(parents=True)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = canned.pop() if canned else witnessing.witness(folder).add_checkpoint(body)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.content_type)
            self.end_headers()
            with contextlib.suppress(ConnectionError):  # a client that has read enough hangs up
                self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/witness", folder, canned
    server.shutdown()
    thread.join(10)
    server.server_close()


def site(data: Path, folder: Path, count: int) -> Callable[[str], list[str]]:
    for number in range(count):
        services.append("acc", {"number": number})
    (folder / "witness" / "logs.vkey").write_text(keys.verifiers(data)[0].vkey)
    vkey = witnessing.signer(folder).verifier.vkey
    return lambda url: ["ledger", "cosign", url, "--witness", vkey, "--data", str(data)]


@pytest.mark.server
def test_a_site_is_cosigned_and_the_auditor_and_a_stranger_see_it(
    data: Path,
    register: tuple[str, Path, list[Answer]],
    cast,  # type: ignore[no-untyped-def]
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    url, folder, _ = register
    words = site(data, folder, 12)
    client = Client()
    client.force_login(cast.auditor)
    heads.publish()
    assert "尚未见证" in client.get("/ledger").content.decode()
    assert main([*words(url), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    last = heads.last()
    assert (told["size"], told["witness"]) == (12, last.witness)
    assert last.cosigned is not None
    assert told["at"] == int(last.cosigned.timestamp())
    page = client.get("/ledger").content.decode()
    assert "已见证" in page
    assert last.witness in page
    heads.publish()
    assert heads.last() == last  # nothing has grown: the cosigned head stays
    out = tmp_path / "out"
    assert main(["ledger", "export", str(out), "--data", str(data)]) == 0
    vkey = witnessing.signer(folder).verifier.vkey
    capsys.readouterr()
    assert main(["verify", str(out), "--key", last.key, "--witness", vkey]) == 0
    assert f"the witness {last.witness} has seen it" in capsys.readouterr().out
    services.append("acc", {"number": 99})
    heads.publish()
    assert heads.last().cosigned is None
    assert main(words(url)) == 0
    assert heads.last().cosigned is not None


@pytest.mark.server
def test_a_restored_backup_and_a_changed_history_are_told_by_the_witness(
    data: Path, register: tuple[str, Path, list[Answer]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url, folder, _ = register
    words = site(data, folder, 12)
    assert main(words(url)) == 0
    for name, entries, why in (
        ("restored", [b"e"] * 3, "12 entries, this log has fewer"),
        ("copy", [b"e"] * 20, "another history of the first 12"),
    ):
        other = tmp_path / name
        (other / "secrets").mkdir(parents=True)
        key = keys.key_path(other)
        key.write_bytes(keys.key_path(data).read_bytes())
        key.chmod(0o600)
        log = Log(keys.log_folder(other))
        log.append(entries)
        log.close()
        capsys.readouterr()
        assert main([*words(url)[:-1], str(other)]) == 1
        assert why in capsys.readouterr().err
        assert publishing.current(keys.log_folder(other), keys.verifiers(data)) is not None
    assert witnessing.witness(folder).latest(keys.verifiers(data)[0].name).size == 12


@pytest.mark.server
def test_a_witness_that_is_away_or_answers_nonsense_leaves_the_checkpoint_as_it_is(
    data: Path, register: tuple[str, Path, list[Answer]], capsys: pytest.CaptureFixture[str]
) -> None:
    url, folder, canned = register
    words = site(data, folder, 3)
    heads.publish()
    before = heads.last()
    for answer in (Answer(500, b"oops"), Answer(200, b"nonsense\n"), Answer(200, b"x" * 10**6)):
        canned.append(answer)
        assert main(words(url)) == 1
        assert capsys.readouterr().err.count("\n") == 1
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, nobody listens
        assert main(words(f"http://127.0.0.1:{taken.getsockname()[1]}/")) == 1
    assert "cannot be reached" in capsys.readouterr().err
    for wrong in ("file:///etc/passwd", "witness", "http://", "http://a:b@host/", "http://host:99999/"):
        assert main(words(wrong)) == 2
    assert main(["ledger", "cosign", url, "--witness", "nonsense", "--data", str(data)]) == 2
    last = heads.last()
    assert (last.note, last.state, last.cosigned) == (before.note, "signed", None)
    assert "cannot be reached" in last.said
    assert verifier(before.key).kind == ED25519


@pytest.mark.server
def test_a_witness_that_is_kept_is_asked_by_the_job_when_the_log_has_grown(
    data: Path,
    register: tuple[str, Path, list[Answer]],
    cast,  # type: ignore[no-untyped-def]
) -> None:
    url, folder, canned = register
    words = site(data, folder, 3)
    heads.publish()
    heads.cosign()
    assert heads.last().cosigned is None  # nobody has named a witness
    assert main([*words(url), "--keep"]) == 0
    services.append("acc", {"number": 50})
    heads.publish()
    heads.cosign()
    first = heads.last().cosigned
    assert first is not None
    latest = witnessing.witness(folder).latest(keys.verifiers(data)[0].name)
    assert latest.size == 4
    canned.append(Answer(500, b"must not be asked again so soon"))
    heads.cosign()
    assert heads.last().cosigned == first
    assert len(canned) == 1
    services.append("acc", {"number": 51})
    heads.publish()
    heads.cosign()
    last = heads.last()
    assert (last.state, last.cosigned) == ("signed", None)
    client = Client()
    client.force_login(cast.auditor)
    page = client.get("/ledger").content.decode()
    assert "未予见证" in page
    assert "must not be asked again so soon" in page
    heads.cosign()
    assert heads.last().said == ""
    assert heads.last().cosigned is not None
    with time_machine.travel(first + timedelta(hours=1)):
        canned.append(Answer(503, b"away"))
        heads.cosign()
        assert "away" in heads.last().said  # asked again though nothing has grown
    (data / "ledger/access/witness.url").write_text("file:///etc/passwd")
    with time_machine.travel(first + timedelta(hours=1)), pytest.raises(services.LogUnavailable, match="no http"):
        heads.cosign()
