"""A copy's bytes flow only with a look of this person, in this sign-in, at this copy as it is now (R16(2)(3))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions.models import Aim, Redaction, State
from beholden.site.redactions.tests.made import COPY, a_copy, opened


def piece(browser: Client, address: str, first: int = 0, last: Any = "") -> Any:
    """The answer to a player that asks for bytes."""
    return browser.get(address, headers={"Range": f"bytes={first}-{last}"})


def test_watching_is_registered_and_counted_and_the_request_is_its_purpose(stage: Stage) -> None:
    made = a_copy(stage)
    browser = sign_in(stage.cast.guard, None)
    address = opened(browser, made)
    entry = AccessEntry.objects.get()
    assert (entry.action, entry.purpose, entry.purpose_note) == ("masked", "request", made.number)
    assert entry.use.bytes == 0
    first = piece(browser, address)
    assert (first.status_code, first["Content-Type"], first["Accept-Ranges"]) == (206, "video/mp4", "bytes")
    assert first["Content-Range"] == f"bytes 0-{len(first.content) - 1}/{len(COPY)}"
    assert "no-store" in first["Cache-Control"]
    middle = piece(browser, address, 5, 9)
    assert middle.content == COPY[5:10]
    end = piece(browser, address, len(COPY) - 3)
    assert end.content == COPY[-3:]
    entry.use.refresh_from_db()
    assert entry.use.bytes == len(first.content) + 5 + 3
    assert browser.get(address).status_code == 206  # without a range: the first piece, told as such
    for wrong in ("bytes=99999999-", "bytes=-5", "bytes=9-5", "lines=1-2", "bytes=0-1,5-6"):
        assert browser.get(address, headers={"Range": wrong}).status_code == 416, wrong


def test_nobody_else_plays_it_by_its_address_and_an_old_look_plays_no_new_copy(stage: Stage) -> None:
    made = a_copy(stage)
    guard = sign_in(stage.cast.guard)
    address = opened(guard, made)
    assert Client().get(address).status_code == 404
    for other in (stage.cast.manager, stage.cast.other_manager, stage.cast.auditor, stage.cast.county_officer):
        assert sign_in(other, "duty" if other != stage.cast.auditor else None).get(address).status_code in (403, 404)
    second = sign_in(stage.cast.guard)
    assert piece(second, address).status_code == 403  # another sign-in of the same person
    later = a_copy(stage, starts=made.starts + timedelta(seconds=1))
    crossed = address.replace(made.code, later.code)
    assert piece(guard, crossed).status_code == 403
    assert AccessEntry.objects.latest("number").why == "outside"
    Redaction.objects.filter(pk=made.pk).update(made_at=timezone.now())
    assert piece(guard, address).status_code == 403
    assert 'src="/media/masked/' not in guard.get(f"/redactions/{made.code}").content.decode()


@pytest.mark.parametrize("state", ["making", "failed", "cancelled", "removed"])
def test_what_is_no_copy_now_plays_for_nobody_though_a_file_lay_there(stage: Stage, state: str) -> None:
    made = a_copy(stage)
    browser = sign_in(stage.cast.guard)
    address = opened(browser, made)
    given = {"removed_at": timezone.now(), "gone": "person"} if state == "removed" else {}
    Redaction.objects.filter(pk=made.pk).update(state=state, **given)
    assert made.copy.is_file()
    assert piece(browser, address).status_code == 403
    again = browser.post(f"/redactions/{made.code}/watch", follow=True).content.decode()
    assert 'src="/media/masked/' not in again
    assert browser.get(f"/redactions/{made.code}/show").status_code == 302


def test_only_a_confirmed_copy_is_shown_alone_and_only_after_its_look(stage: Stage) -> None:
    made = a_copy(stage)
    browser = sign_in(stage.cast.guard)
    opened(browser, made)
    assert browser.get(f"/redactions/{made.code}/show").status_code == 302  # nobody confirmed it
    done = a_copy(stage, State.CONFIRMED)
    assert browser.get(f"/redactions/{done.code}/show").status_code == 302
    page = browser.post(f"/redactions/{done.code}/watch", {"show": "1"}, follow=True).content.decode()
    assert "只看不带走" in page
    assert 'src="/media/masked/' in page
    assert "下载" not in page


def test_who_lost_the_leave_sees_no_further_byte(stage: Stage) -> None:
    made = a_copy(stage)
    browser = sign_in(stage.cast.guard)
    address = opened(browser, made)
    stage.cast.guard.is_active = False
    stage.cast.guard.save()
    assert piece(browser, address).status_code in (302, 403, 404)


def test_a_published_copy_is_taken_by_who_may_export_and_each_taking_is_a_look(stage: Stage) -> None:
    confirmed = a_copy(stage, State.CONFIRMED, Aim.PUBLICATION)
    released = a_copy(stage, State.RELEASED, Aim.PUBLICATION)
    manager, guard = sign_in(stage.cast.manager), sign_in(stage.cast.guard)
    early = manager.post(f"/redactions/{confirmed.code}/download")
    assert (early.status_code, early.streaming) == (302, False)
    assert not AccessEntry.objects.filter(action="export").exists()
    denied = guard.post(f"/redactions/{released.code}/download")
    assert (denied.status_code, denied.streaming) == (302, False)
    answer = manager.post(f"/redactions/{released.code}/download")
    assert answer["Content-Type"] == "video/mp4"
    assert b"".join(answer.streaming_content) == COPY
    entry = AccessEntry.objects.get(action="export", result="granted")
    assert (entry.use.bytes, entry.use.ended_why) == (len(COPY), "viewer")
    for aim in (Aim.INDIVIDUAL, Aim.MOSAIC):
        kept = a_copy(stage, State.PREVIEW if aim == Aim.MOSAIC else State.CONFIRMED, aim)
        assert manager.post(f"/redactions/{kept.code}/download").status_code == 302
