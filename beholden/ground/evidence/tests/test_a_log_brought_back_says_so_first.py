"""No silent rollback: yesterday's backup, two copies of a site, a cut tail: each is found, and entered."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from beholden.cli import main
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import footage as entries
from beholden.engines.ledger import publishing
from beholden.engines.ledger.footage import Restore
from beholden.engines.ledger.merkle import EMPTY_ROOT
from beholden.engines.ledger.note import COSIGNER, Signer
from beholden.engines.ledger.submission import request_body
from beholden.engines.ledger.verify import verify_directory
from beholden.engines.ledger.witness import Unfit, Witness
from beholden.ground.evidence import asking, footage, heads, keys, logs, restoring, services, witnessing
from beholden.ground.evidence.book import Book
from beholden.ground.evidence.models import Opening
from beholden.ground.evidence.reading import entry_at

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 11, 21, tzinfo=UTC)
WITNESS = Signer("county.example/witness", b"w" * 32, COSIGNER)


@pytest.fixture
def data(settings: Settings) -> Path:
    return Path(settings.DATA)


@pytest.fixture
def witness(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    """One that both logs keep."""
    known = {}
    for name in logs.LOGS:
        folder = logs.log(name).folder
        asking.keep(folder, "https://county.example/witness")
        (folder / "witness.vkey").write_text(f"{WITNESS.verifier.vkey}\n")
        known.update({key.name: [key] for key in keys.verifiers(data, name)})
    found = Witness(tmp_path / "latest.sqlite", [WITNESS], known, lambda: 1_800_000_000)
    monkeypatch.setattr(asking, "poster", lambda url: found.add_checkpoint)
    yield found
    logs.forget()


def register(count: int) -> None:
    for number in range(count):
        services.append("acc", {"number": number})


def signed_and_seen(name: str = logs.ACCESS) -> None:
    heads.publish(name)
    heads.cosign(name)


def kinds(name: str = logs.ACCESS) -> list[str]:
    log = logs.log(name)
    log.refresh()
    return [str(entry_at(log, at).get("kind")) for at in range(log.size)]


def backed_up(data: Path, into: Path) -> None:
    shutil.copytree(data / "ledger", into)


def brought_back(data: Path, backup: Path) -> None:
    logs.forget()
    shutil.rmtree(data / "ledger")
    shutil.copytree(backup, data / "ledger")
    Opening.objects.filter(index__gte=logs.log().size).delete()  # the database comes from the same backup


@pytest.mark.parametrize("name", logs.LOGS)
def test_yesterdays_backup_is_found_and_the_next_entry_says_so_once(
    data: Path, witness: Witness, tmp_path: Path, name: str
) -> None:
    def write(count: int) -> None:
        if name == logs.ACCESS:
            register(count)
            return
        with footage.opened() as book, book.writing():
            book.write([entries.Gap("c-1", n, n + 1, "stalled") for n in range(count)], WHEN)

    write(5)
    signed_and_seen(name)
    backed_up(data, tmp_path / "backup")
    write(4)
    signed_and_seen(name)
    brought_back(data, tmp_path / "backup")
    (logs.log(name).folder / "checkpoint").unlink()  # as if it were older than the witness's patience
    signed_and_seen(name)
    assert "seen 9 entries" in footage.stale(name)
    write(1)
    assert kinds(name)[5:] == ["restore", "acc" if name == logs.ACCESS else "gap"]
    told = entries.parse(logs.log(name).read(5)).value
    assert told == Restore(5, 9)
    signed_and_seen(name)  # the witness says the same again: no news
    write(1)
    assert kinds(name).count("restore") == 1
    if name == logs.FOOTAGE:
        cover = footage.cover()
        assert (cover.size, "9 entries" in cover.why) == (0, True)  # and nothing is deleted


def test_two_copies_of_a_site_that_both_run_are_found(data: Path, witness: Witness, tmp_path: Path) -> None:
    register(3)
    signed_and_seen()
    backed_up(data, tmp_path / "copy")
    register(2)
    signed_and_seen()
    ours = publishing.current(logs.log().folder, keys.verifiers(data))
    brought_back(data, tmp_path / "copy")
    register(4)
    signed_and_seen()
    assert "another history of the first 5 entries" in footage.stale(logs.ACCESS)
    assert ours is not None
    public = keys.verifiers(data)
    report = verify_directory(logs.log().folder, public, earlier=[ours.note])
    assert [one.what for one in report.findings] == ["history"]


def test_a_tail_that_was_cut_off_is_not_signed_over(data: Path, witness: Witness) -> None:
    register(5)
    signed_and_seen()
    folder = logs.log().folder
    logs.forget()
    (folder / "acknowledged").unlink()
    content = (folder / "entries").read_bytes()
    (folder / "entries").write_bytes(content[:-100])
    with pytest.raises(services.LogUnavailable, match="5 entries were signed, the log has 4"):
        heads.publish()
    assert heads.last().state == "broken"
    report = verify_directory(folder, keys.verifiers(data))
    assert report.holds  # what was published of it is still whole, and still says five


def test_sixteen_checkpoints_at_once_leave_one_history_at_the_witness(data: Path, witness: Witness) -> None:
    register(16)
    log, public = logs.log(), keys.signers(data)
    notes = [
        checkpoints.sign(checkpoints.Checkpoint(public[0].verifier.name, n, log.tree.root(n)), public)
        for n in range(1, 17)
    ]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda note: witness.add_checkpoint(request_body(0, [], note)), notes))
    assert sorted(one.status for one in answers) == [200] + [409] * 15
    latest = witness.latest(public[0].verifier.name)
    assert latest.root == log.tree.root(latest.size) != EMPTY_ROOT
    signed_and_seen()
    assert witness.latest(public[0].verifier.name).size == 16


def test_a_key_changes_by_command_and_the_log_keeps_its_name(
    data: Path, witness: Witness, capsys: pytest.CaptureFixture[str]
) -> None:
    register(2)
    heads.publish()
    (old,) = keys.verifiers(data)
    assert main(["ledger", "rotate-key", "--data", str(data)]) == 0
    new, kept = keys.verifiers(data)
    assert (kept, new.name) == (old, old.name)
    assert new.vkey in capsys.readouterr().out
    assert keys.key_path(data).stat().st_mode & 0o777 == 0o600
    heads.publish()
    signed_and_seen()  # the witness knows the old one: nothing breaks meanwhile
    assert heads.last().cosigned is not None
    assert all(verify_directory(logs.log().folder, [key]).holds for key in (old, new))
    assert main(["ledger", "rotate-key", "--retire", "--data", str(data)]) == 0
    register(1)
    heads.publish()
    assert keys.verifiers(data) == [new]
    assert verify_directory(logs.log().folder, [new]).holds
    assert not verify_directory(logs.log().folder, [old]).holds
    for _ in range(keys.MOST_KEYS - 1):
        assert main(["ledger", "rotate-key", "--data", str(data)]) == 0
    assert main(["ledger", "rotate-key", "--data", str(data)]) == 2


def test_the_book_of_a_log_brought_back_is_made_again(data: Path, witness: Witness, tmp_path: Path) -> None:
    def write(first: int, last: int) -> None:
        with footage.opened() as book, book.writing():
            segs = [entries.Seg("c-1", "a" * 32, n, n, n + 1, 1, "0" * 64) for n in range(first, last)]
            book.write([one for one in segs if not book.knows("c-1", one.run, one.seq)], WHEN)

    write(0, 5)
    backed_up(data, tmp_path / "backup")
    write(5, 9)
    book_now = (data / "ledger" / "footage" / "book.sqlite").read_bytes()
    brought_back(data, tmp_path / "backup")
    (data / "ledger" / "footage" / "book.sqlite").write_bytes(book_now)  # not even this leads it astray
    for suffix in ("-wal", "-shm"):
        (data / "ledger" / "footage" / f"book.sqlite{suffix}").unlink(missing_ok=True)
    write(0, 9)
    with Book(logs.log(logs.FOOTAGE)) as book:
        assert len(book.segs("c-1", 0, 100)) == 9
    assert kinds(logs.FOOTAGE) == ["seg"] * 9


def test_a_registry_takes_a_restored_log_in_anew_by_its_own_entry_and_forgets_nothing(
    data: Path, witness: Witness, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register(5)
    signed_and_seen()
    backed_up(data, tmp_path / "backup")
    register(4)
    signed_and_seen()
    brought_back(data, tmp_path / "backup")
    (logs.log().folder / "checkpoint").unlink()
    signed_and_seen()
    register(1)
    signed_and_seen()
    origin = keys.verifiers(data)[0].name
    assert witness.latest(origin).size == 9  # it stands by what it has seen
    heads.publish()
    other, restored = heads.proof(6), heads.proof(5)
    assert other is not None and restored is not None
    for wrong in (other, restored[:-9], b"", restored.replace(b"index 5", b"index 4")):
        with pytest.raises(Unfit):
            witness.readmit(wrong, "restored after a fire")
    assert witness.latest(origin).size == 9
    before, now = witness.readmit(restored, "restored after a fire")
    assert (before.size, now.size) == (9, 7)
    with pytest.raises(Unfit, match="7 entries were seen here, the log says 9"):
        witness.readmit(restored, "once more")
    register(1)
    signed_and_seen()
    assert asking.conflict(logs.log().folder) == ""
    assert witness.latest(origin).size == 8
    kept = sqlite3.connect(tmp_path / "latest.sqlite").execute("SELECT size, reason FROM readmitted").fetchall()
    assert kept == [("9", "restored after a fire")]


def test_the_command_takes_it_in_at_the_registry(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    registry = tmp_path / "registry"
    (registry / "witness").mkdir(parents=True)
    (registry / "witness" / "logs.vkey").write_text(f"{keys.verifiers(data)[0].vkey}\n")
    register(3)
    signed = heads.publish()
    assert signed is not None
    theirs = witnessing.witness(registry)
    body = request_body(0, [], signed.note)
    assert theirs.add_checkpoint(body).status == 200
    logs.forget()
    shutil.rmtree(data / "ledger" / "access")
    Opening.objects.all().delete()
    register(1)
    restoring.seen_longer(logs.log().folder, 3)
    register(1)
    heads.publish()
    proof = heads.proof(1)
    assert proof is not None
    (tmp_path / "restore.tlog-proof").write_bytes(proof)
    told = ["ledger", "readmit", str(tmp_path / "restore.tlog-proof"), "--data", str(registry), "--reason", "disk lost"]
    assert main(told) == 0
    assert "stood by 3 entries, from now on by 3" in capsys.readouterr().out
