"""The checkpoint job, the key it signs with, what the auditor sees and takes away."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from beholden.engines.ledger import publishing, tlog_proof
from beholden.engines.ledger.note import Signer, verifier
from beholden.engines.ledger.verify import verify_directory
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import heads, jobs, keys, logs, services
from beholden.project.jobs import collect

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 3, 10, 2, 5, tzinfo=UTC)


@pytest.fixture
def auditor(cast) -> Client:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(cast.auditor)
    return client


def run() -> None:
    for _, _, work in jobs.JOBS:
        work()


def folder(settings: Settings) -> Path:
    return Path(settings.DATA) / "ledger" / "access"


def register(count: int, start: int = 1) -> None:
    for number in range(start, start + count):
        services.append("acc", {"number": number, "name": "王保安"}, at=AT)


def test_the_job_signs_what_grew_and_runs_often_enough_for_one_a_minute(settings: Settings) -> None:
    (every,) = [every for name, every, _ in collect() if name == "evidence.checkpoint"]
    assert every <= 60
    run()
    assert heads.last().state == "none"
    register(3)
    run()
    run()
    last = heads.last()
    assert (last.state, last.size) == ("signed", 3)
    register(300, 4)
    run()
    public = [verifier(heads.last().key)]
    report = verify_directory(folder(settings), public, earlier=[last.note])
    assert report.holds, report.findings
    assert heads.last().size == 303
    assert "王保安".encode() not in b"".join(p.read_bytes() for p in folder(settings).rglob("*") if p.is_file())


def test_the_key_is_made_once_for_its_owner_only_and_gives_the_log_its_name(settings: Settings) -> None:
    data = Path(settings.DATA)
    first = keys.signers(data)
    path = data / "secrets" / "access-log.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.verifier for one in keys.signers(data)] == [one.verifier for one in first] == keys.verifiers(data)
    assert first[0].verifier.name.startswith("beholden/")
    assert first[0].verifier.name.endswith("/access")
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        keys.signers(data)


def test_a_key_that_is_lost_after_signing_is_asked_for_and_not_made_anew(settings: Settings) -> None:
    register(1)
    run()
    path = keys.key_path(Path(settings.DATA))
    secret = path.read_bytes()
    path.unlink()
    register(1, 2)
    with pytest.raises(services.LogUnavailable, match="put it back"):
        run()
    assert not path.exists()
    assert heads.last().state == "broken"
    for wrong in (b"nonsense\n", b"\xff\n", b"\n", secret + Signer("another", bytes(32)).secret.encode()):
        path.write_bytes(wrong)
        path.chmod(0o600)
        with pytest.raises(KeyFileError):
            keys.signers(Path(settings.DATA))
    path.write_bytes(secret)
    run()
    assert heads.last().size == 2


def test_while_keys_change_both_sign_and_the_name_stays(settings: Settings) -> None:
    data = Path(settings.DATA)
    register(1)
    run()
    (old,) = keys.signers(data)
    new = Signer(old.verifier.name, b"n" * 32)
    keys.key_path(data).write_text(f"{new.secret}\n{old.secret}\n")
    run()
    signed = publishing.current(folder(settings), [old.verifier])
    assert signed is not None
    for key in (old, new):
        assert verify_directory(folder(settings), [key.verifier]).holds
    assert heads.last().key == new.verifier.vkey


def test_a_log_behind_its_own_signature_is_not_signed_again_and_the_page_says_so(
    settings: Settings, auditor: Client
) -> None:
    register(5)
    run()
    before = heads.last()
    logs.forget()
    entries = folder(settings) / "entries"
    content = entries.read_bytes()
    kept = content[: content.index(b'"number":4') - 60]
    for name in ("entries", "acknowledged"):
        (folder(settings) / name).write_bytes(b"")
    entries.write_bytes(kept)
    with pytest.raises(services.LogUnavailable, match="5 entries were signed"):
        run()
    assert (folder(settings) / "checkpoint").read_bytes() == before.note
    page = auditor.get("/ledger").content.decode()
    assert "与账本不符" in page
    assert "5 entries were signed" in page
    assert auditor.get("/ledger/checkpoint").status_code == 404
    assert auditor.get("/ledger/0/proof").status_code == 404


def test_the_auditor_sees_the_head_and_takes_checkpoint_and_proof_away(auditor: Client, settings: Settings) -> None:
    assert "尚未签署" in auditor.get("/ledger").content.decode()
    assert auditor.get("/ledger/checkpoint").status_code == 404
    register(7)
    run()
    last = heads.last()
    page = auditor.get("/ledger?number=3").content.decode()
    for word in ("已签署", "前 7 条", last.root, last.key.replace("+", "+"), 'href="/ledger/2/proof"'):
        assert word in page, word
    taken = auditor.get("/ledger/checkpoint")
    assert taken.content == last.note == (folder(settings) / "checkpoint").read_bytes()
    assert taken.headers["Content-Disposition"] == 'attachment; filename="checkpoint-7.txt"'
    answer = auditor.get("/ledger/2/proof")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entry-2.tlog-proof"'
    proof = tlog_proof.parse(answer.content)
    assert tlog_proof.verify(proof, [verifier(last.key)]).checkpoint.size == 7
    assert proof.extra is not None
    assert b'"number":3' in proof.extra


def test_an_entry_no_head_covers_yet_has_no_proof_and_the_page_says_when(auditor: Client) -> None:
    register(2)
    run()
    register(1, 3)
    assert 'href="/ledger/1/proof"' in auditor.get("/ledger/1").content.decode()
    assert "尚无检查点覆盖本条" in auditor.get("/ledger/2").content.decode()
    assert auditor.get("/ledger/2/proof").status_code == 404
    assert auditor.get("/ledger/9/proof").status_code == 404
    run()
    assert auditor.get("/ledger/2/proof").status_code == 200


def test_a_head_that_no_job_renews_is_said_to_be_late(auditor: Client, settings: Settings) -> None:
    register(1)
    run()
    now = datetime.fromtimestamp((folder(settings) / "checkpoint").stat().st_mtime, UTC)
    with time_machine.travel(now + timedelta(hours=1), tick=False):
        assert heads.last().state == "signed"  # nothing has grown
        register(1, 2)
        assert heads.last().state == "late"
        os.utime(folder(settings) / "checkpoint", (now.timestamp() + 3590, now.timestamp() + 3590))
        assert heads.last().state == "signed"


def test_a_broken_log_is_said_at_every_address(auditor: Client, settings: Settings) -> None:
    register(2)
    run()
    entries = folder(settings) / "entries"
    entries.write_bytes(entries.read_bytes()[:-3])
    for address in ("/ledger", "/ledger/0", "/ledger/checkpoint", "/ledger/0/proof"):
        assert auditor.get(address).status_code == 503, address
    with pytest.raises(services.LogUnavailable):
        run()


def test_only_an_auditor_takes_anything_away(cast) -> None:  # type: ignore[no-untyped-def]
    register(1)
    run()
    for part, account in cast.accounts():
        client = Client()
        client.force_login(account)
        for address in ("/ledger/checkpoint", "/ledger/0/proof"):
            assert client.get(address).status_code == (200 if part == "auditor" else 403), part
    assert Client().get("/ledger/0/proof").headers["Location"] == "/sign-in?next=/ledger/0/proof"
