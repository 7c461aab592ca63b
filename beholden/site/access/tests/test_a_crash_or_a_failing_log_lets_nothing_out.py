"""Between log and row, on a full disk, with the log gone: nothing flows, and afterwards it is visible."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from beholden.ground.evidence import logs
from beholden.ground.evidence import queries as ledger
from beholden.site.access import proofs, services
from beholden.site.access.models import AccessEntry, AccessUse, RegisterHead
from beholden.site.access.tests.looking_process import start
from beholden.site.access.tests.stage import Stage, ask, recording, remove, sign_in


@pytest.mark.django_db(transaction=True)
def test_killed_between_log_and_row_the_number_is_written_in_as_interrupted(stage: Stage) -> None:
    """The process that died left its number on the log; the one that lives finds it."""
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    assert ask(client, stage.gate.code, "live").json()["number"] == 1
    died = start("guard", stage.gate.code, "1", "dying")
    assert died.wait(60) == -signal.SIGKILL, died.communicate()
    assert [entry.number for entry in AccessEntry.objects.all()] == [1]
    assert [one.number for one in ledger.since(0) if one.kind == "acc"] == ["1", "2"]

    recording(stage.gate)
    assert ask(client, stage.gate.code, "live").json()["number"] == 3
    third, second, first = AccessEntry.objects.all()
    assert [entry.result for entry in (first, second, third)] == ["granted", "interrupted", "granted"]
    assert (second.name, second.why, second.account) == ("", "incomplete", None)
    assert not AccessUse.objects.filter(entry=second).exists()
    assert proofs.check(second).holds
    assert proofs.check(third).holds
    page = sign_in(stage.cast.auditor, None).get("/api/register/2").json()
    assert page["detail"].startswith("存证中有此编号而登记簿没有内容")


@pytest.mark.django_db(transaction=True)
def test_several_processes_at_once_get_numbers_without_holes_in_the_order_of_the_log(stage: Stage) -> None:
    running = [start("guard", stage.gate.code, "12") for _ in range(3)]
    numbers: list[int] = []
    for process in running:
        out, err = process.communicate(timeout=100)
        assert process.returncode == 0, err.decode()
        numbers += [int(line) for line in out.split()]
    assert sorted(numbers) == list(range(1, 37))
    assert list(AccessEntry.objects.order_by("log_index").values_list("number", flat=True)) == list(range(1, 37))


def test_reconcile_mends_without_anybody_looking_and_only_once(stage: Stage) -> None:
    from beholden.ground.evidence.services import append

    append("acc", {"number": 1, "name": "x"})
    append("del", {"camera": "c-x"})
    append("acc", {"number": 2, "name": "y"})
    assert (services.reconcile(), services.reconcile()) == (2, 0)
    assert [(entry.number, entry.result) for entry in AccessEntry.objects.all()] == [
        (2, "interrupted"),
        (1, "interrupted"),
    ]
    head = RegisterHead.objects.get()
    assert (head.number, head.log_size) == (2, 3)


def test_a_log_that_cannot_write_means_no_picture_and_no_row(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    monkeypatch.setattr(logs.log(), "_sync", lambda _: os.fsync(99_999))  # the disk says no
    answer = ask(client, stage.gate.code, "live")
    assert (answer.status_code, answer.json()["code"]) == (503, "log_unavailable")
    assert answer.json()["detail"] == "现在无法登记，所以不能放行任何画面；录像不受影响"
    assert not AccessEntry.objects.exists()
    assert ask(sign_in(stage.cast.other_guard), stage.gate.code, "live").status_code == 503  # nor a refusal in silence

    monkeypatch.undo()
    assert ask(client, stage.gate.code, "live").json()["number"] == 1


def test_a_ledger_that_was_damaged_stops_every_look(stage: Stage) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    ask(client, stage.gate.code, "live")
    logs.forget()
    (Path(settings.DATA) / "ledger" / "access" / "entries").write_bytes(b"beholden-log/1\n")
    assert ask(client, stage.gate.code, "live").status_code == 503
    assert AccessEntry.objects.count() == 1


def test_a_database_that_refuses_the_row_means_no_token(stage: Stage) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE access_accessuse RENAME TO elsewhere")
    try:
        assert ask(client, stage.gate.code, "live").status_code == 503
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO access_accessuse")
    assert not AccessEntry.objects.exists()
    assert ask(client, stage.gate.code, "live").json()["number"] == 2
    assert [entry.result for entry in AccessEntry.objects.all()] == ["granted", "interrupted"]


def test_a_removed_row_leaves_a_hole_that_is_seen(stage: Stage) -> None:
    from beholden.site.access.queries import missing_numbers

    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    for _ in range(4):
        ask(client, stage.gate.code, "live")
    assert missing_numbers() == []
    remove(2, 4)
    assert missing_numbers() == [2, 4]
    assert missing_numbers(limit=1) == [2]
    assert ask(client, stage.gate.code, "live").json()["number"] == 5  # a number is never given twice


def test_a_changed_row_no_longer_agrees_with_the_log(stage: Stage) -> None:
    recording(stage.gate)
    ask(sign_in(stage.cast.guard), stage.gate.code, "live")
    entry = AccessEntry.objects.get()
    assert proofs.check(entry).holds
    for field, value in {
        "name": "别人", "unit": "别的单位", "purpose": "incident", "purpose_note": "x", "camera_code": "c-zzzzzzzzzz",
        "at": timezone.now(), "client": "10.9.9.9", "starts": timezone.now(),
    }.items():  # fmt: skip
        changed = AccessEntry.objects.get()
        setattr(changed, field, value)
        found = proofs.check(changed)
        assert (found.included, found.same, found.holds) == (True, False, False), field


def test_the_page_of_an_entry_claims_nothing_while_the_log_cannot_be_read(stage: Stage) -> None:
    recording(stage.gate)
    ask(sign_in(stage.cast.guard), stage.gate.code, "live")
    auditor = sign_in(stage.cast.auditor, None)
    assert "与存证一致" in auditor.get("/register/1").content.decode()
    logs.forget()
    (Path(settings.DATA) / "ledger" / "access" / "entries").write_bytes(b"beholden-log/1\n")
    page = auditor.get("/register/1")
    assert (page.status_code, page.context["proof"].readable, page.context["proof"].holds) == (200, False, False)
    assert "不作任何结论" in page.content.decode()


def test_an_entry_that_was_never_on_the_log_is_said_not_to_be_there(stage: Stage) -> None:
    recording(stage.gate)
    ask(sign_in(stage.cast.guard), stage.gate.code, "live")
    forged = AccessEntry.objects.get()
    forged._state.adding = True
    forged.number, forged.log_index, forged.leaf_hash = 2, 77, "ab" * 32
    forged.save()
    found = proofs.check(forged)
    assert (found.readable, found.included, found.holds) == (True, False, False)
    assert "存证账本中找不到这条登记" in sign_in(stage.cast.auditor, None).get("/register/2").content.decode()


def test_the_jobs_of_this_room_are_known_to_whoever_runs_them(db: None) -> None:
    from beholden.project.jobs import collect

    jobs = {name: work for name, _, work in collect()}
    assert jobs["access.end_forgotten_looks"]() == 0
    assert jobs["access.mend_register"]() == 0
