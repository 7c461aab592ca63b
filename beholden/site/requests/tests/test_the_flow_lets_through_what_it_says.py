"""The flow is the whole of it: docs say the same, a long walk never leaves it, nothing goes out unmasked (R22)."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beholden.ground.people.tests.cast import Cast
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import ask
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import a_system
from beholden.site.exports.models import Export
from beholden.site.requests import flow, queries, services
from beholden.site.requests.models import OPEN, FootageRequest, RequestKind
from beholden.site.requests.tests.made import NOW, a_request, approved, asked, checked, handover, scope, second_manager

pytestmark = pytest.mark.django_db


def test_the_page_in_docs_holds_this_very_table(root: Path) -> None:
    assert flow.table() in (root / "docs/know/requests.md").read_text(encoding="utf-8")


def test_a_long_walk_of_random_acts_never_leaves_the_table(cast: Cast) -> None:
    system, chance, other = a_system(cast.manager), random.Random(799), second_manager(cast)
    actions = sorted({step.action for step in flow.STEPS} - set(flow.NO_PAGE))
    given = {**scope(system), **checked(), **handover(), "reason": "other", "on": "2026-11-20", "need": "只要大门"}
    done: set[str] = set()
    for kind in list(RequestKind) * 6:
        request = a_request(cast.guard, system, kind)
        for _turn in range(12):
            before = FootageRequest.objects.get(pk=request.pk)
            action = chance.choice([*actions, *["approve", "hand_over"] * 4])  # the longest way, too
            by = chance.choice([cast.guard, cast.manager, other, cast.other_manager])
            rows = [one for one in flow.STEPS if one.action == action and kind in one.kinds]
            try:
                after = services.act(by, before, action, given, seen=before.revision, now=NOW)
            except Refused:
                kept = FootageRequest.objects.get(pk=request.pk)
                assert (kept.state, kept.revision) == (before.state, before.revision)
            else:
                done.add(action)
                row = next(one for one in rows if before.state in one.from_)
                assert after.state == (row.to or before.state)
                assert by != cast.other_manager
        ended = FootageRequest.objects.get(pk=request.pk)
        held = ended.holds.filter(hold__released_at__isnull=True).exists()
        assert not held or (ended.state in OPEN and ended.state != "handed")
    assert {"approve", "refuse", "withdraw", "check", "hand_over", "seen"} <= done
    assert "publish" not in done


def test_publication_is_agreed_to_and_still_nothing_goes_out_without_a_reviewed_copy(cast: Cast) -> None:
    system, browser = a_system(cast.manager), Client()
    made = approved(cast.guard, cast.manager, system, "publication")
    with pytest.raises(Refused, match="原始录像不会代替它") as refused:
        services.act(cast.manager, made, "publish", {"says": "微博"}, now=NOW)
    assert refused.value.cite == "R22"
    browser.force_login(cast.manager)
    answer = browser.post(
        f"/requests/{made.code}/acts/publish", {"revision": made.revision, "says": "微博"}, follow=True
    )
    assert "原始录像不会代替它" in answer.content.decode()
    assert FootageRequest.objects.get().state == "approved"
    made.state = "published"
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


@time_machine.travel(NOW, tick=False)
def test_looks_for_a_request_state_its_number_and_the_page_lists_them(cast: Cast) -> None:
    system, browser = a_system(cast.manager), Client()
    browser.force_login(cast.guard)
    waiting = a_request(cast.guard, system, "internal")
    assert browser.post(f"/requests/{waiting.code}/look").headers["Location"] == f"/requests/{waiting.code}"
    assert ask(browser, system.cameras.first().code, "live").status_code == 403  # no purpose yet
    services.act(cast.manager, waiting, "approve", {"says": "范围必需"}, now=NOW)
    sent = browser.post(f"/requests/{waiting.code}/look")
    assert sent.headers["Location"].startswith("/play?camera=")
    camera = waiting.cameras.get().code
    ask(browser, camera, "playback", "2026-11-19T02:00:00Z", "2026-11-19T02:10:00Z")
    browser.logout()
    assert [one.number for one in queries.looks_for(waiting)] == [
        one.number for one in AccessEntry.objects.filter(purpose="internal")
    ]


def test_of_two_tabs_the_later_is_told_and_lists_cost_the_same_for_many(cast: Cast) -> None:
    system = a_system(cast.manager)
    made = a_request(cast.guard, system)
    seen = made.revision
    services.act(cast.manager, made, "ask_more", {"says": "缩小范围"}, seen=seen, now=NOW)
    with pytest.raises(services.Conflict):
        services.act(cast.manager, made, "refuse", {"reason": "other", "says": "不行的"}, seen=seen, now=NOW)
    browser = Client()
    browser.force_login(cast.manager)

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/requests?view=all").status_code == 200
        return len(found)

    few = cost()
    for number in range(6):
        asked(system, f"t-{number}")
    assert cost() == few


def test_a_package_made_for_a_request_stands_on_its_page_and_its_hash_on_the_receipt(cast: Cast) -> None:
    system = a_system(cast.manager)
    made = approved(cast.guard, cast.manager, system)
    at = {"at": NOW, "starts": made.from_at, "ends": made.to_at, "by": cast.manager, "unit": cast.unit}
    ready = {"state": "ready", "log_index": 1, "until": NOW, "ready_at": NOW, "manifest": "ab" * 32}
    Export.objects.create(code="x-mine", purpose=f"配合国家机关依法查阅 {made.number} 路北区公安分局", **at, **ready)
    Export.objects.create(
        code="x-other", purpose="配合国家机关依法查阅 别的事", **at, **{**ready, "manifest": "cd" * 32}
    )
    browser = Client()
    browser.force_login(cast.guard)
    page = browser.get(f"/requests/{made.code}").content.decode()
    assert "x-mine" in page
    assert "x-other" not in page
    form = browser.get(f"/requests/{made.code}/acts/hand_over").content.decode()
    assert "ab" * 32 in form
    assert "cd" * 32 not in form
