"""Refusals are entries, but bounded ones; looks have a pace (the README says the figures)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from beholden.site.access.models import AccessEntry, RefusedMore
from beholden.site.access.services import looks
from beholden.site.access.services.looks import REFUSALS_A_PACE
from beholden.site.access.tests.stage import Stage, ask, recording, sign_in


def test_a_thousand_refusals_are_one_and_twenty_entries_and_a_true_count(stage: Stage) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client, colleague = sign_in(stage.cast.guard), sign_in(stage.cast.manager)
        answers = [ask(client, stage.foreign.code, "live") for _ in range(200)]
        assert [answer.status_code for answer in answers] == [404] * REFUSALS_A_PACE + [429] * (200 - REFUSALS_A_PACE)
        assert AccessEntry.objects.count() == REFUSALS_A_PACE + 1
        more = RefusedMore.objects.get()
        assert (more.entry.number, more.entry.why) == (REFUSALS_A_PACE + 1, "too_many")
        assert 1 + more.count == 200 - REFUSALS_A_PACE
        assert answers[-1].json()["number"] == more.entry.number

        assert ask(colleague, stage.foreign.code, "live").status_code == 404  # another person's refusals are apart
        recording(stage.gate)
        assert ask(client, stage.gate.code, "live").status_code == 201  # and the duty goes on
        clock.shift(timedelta(minutes=11))
        recording(stage.gate)
        client = sign_in(stage.cast.guard)
        assert ask(client, stage.foreign.code, "live").status_code == 404  # counted one by one again


def test_the_log_grows_with_the_entries_and_not_with_the_attempts(stage: Stage) -> None:
    client = sign_in(stage.cast.guard)
    file = Path(settings.DATA) / "ledger" / "access" / "entries"
    for _ in range(REFUSALS_A_PACE + 1):
        ask(client, stage.foreign.code, "live")
    size = file.stat().st_size
    for _ in range(50):
        ask(client, stage.foreign.code, "live")
    assert file.stat().st_size == size


def test_more_looks_than_a_person_can_use_are_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "LOOKS_A_PACE", 30)
    client = sign_in(stage.cast.guard)
    with time_machine.travel(timezone.now(), tick=False):
        recording(stage.gate)
        answers = [ask(client, stage.gate.code, "live").status_code for _ in range(33)]
    assert answers == [201] * 30 + [429] * 3
    assert AccessEntry.objects.filter(result="granted").count() == 30
