"""From a request to its end: no page, service or address shows or publishes what nobody reviewed (R21, R22)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from beholden.ground.acts.refusals import Refused
from beholden.ground.evidence import queries as ledger
from beholden.ground.evidence import services as evidence
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.exports.tests.conftest import START
from beholden.site.redactions import queries
from beholden.site.redactions import services as redactions
from beholden.site.redactions.models import Redaction
from beholden.site.redactions.tests.made import COPY, put, watched
from beholden.site.requests import letters, services
from beholden.site.requests.models import FootageRequest
from beholden.site.requests.tests.made import approved, second_manager


def agreed(stage: Stage, kind: str) -> FootageRequest:
    """A request for a minute of the gate, agreed to by the manager; taken in by the guard."""
    from unittest.mock import patch

    span = {"cameras": [stage.gate.code], "from_at": START, "to_at": START + timedelta(seconds=60)}
    with patch("beholden.site.requests.tests.made.scope", lambda *_a, **more: {**span, **more}):
        return approved(stage.cast.guard, stage.cast.manager, stage.system, kind, now=timezone.now())


def asked(browser: Client, request: FootageRequest, camera: str) -> Redaction:
    """A copy begun on the request's page."""
    ends = START + timedelta(seconds=30)
    wish = {"camera": camera, "from_at": START.isoformat(), "to_at": ends.isoformat()}
    answer = browser.post(f"/requests/{request.code}/redact", wish)
    assert answer.status_code == 302, answer.content.decode()
    return Redaction.objects.get(code=answer["Location"].rsplit("/", 1)[1])


def engine_done(made: Redaction) -> None:
    """What the job leaves when the engine is done, without its minutes of work."""
    put(made)
    made.refresh_from_db()
    made.sha256, made.bytes, made.milliseconds, made.made = "5f" * 32, len(COPY), 30_000, made.plan
    made.segments, made.made_at, made.state = [[0, 1, "5f" * 32]], timezone.now(), "review"
    made.blank, made.altered = [[1_000, 2_500]], [[4_000, 34_000, 0]]
    made.save()


def everything(browser: Client, request: FootageRequest, made: Redaction) -> list[Any]:
    """Every way by which something could go out: the page of the request, its form's address, the copy's addresses."""
    return [
        browser.post(f"/requests/{request.code}/acts/publish", {"revision": request.revision, "says": "微博"}),
        browser.post(
            f"/api/requests/{request.code}/acts/publish",
            {"says": "微博"},
            content_type="application/json",
            headers={"Idempotency-Key": secrets.token_hex(8)},
        ),
        browser.post(f"/redactions/{made.code}/download"),
        browser.post(f"/redactions/{made.code}/acts/release", {"revision": made.revision}),
        browser.post(f"/redactions/{made.code}/acts/download", {"revision": made.revision}),
        browser.get(f"/redactions/{made.code}/download"),
        browser.get(f"/redactions/{made.code}/show"),
        browser.get(f"/media/masked/x/{made.code}.mp4"),
        browser.get(f"/exports/{made.code}/download"),
    ]


def test_a_publication_is_closed_until_a_second_person_reviewed_and_then_goes_out(recorded: Stage) -> None:
    guard, manager = sign_in(recorded.cast.guard), sign_in(recorded.cast.manager)
    other = second_manager(recorded.cast)
    request = agreed(recorded, "publication")
    made = asked(guard, request, recorded.gate.code)
    entry = AccessEntry.objects.get(number=made.entry)
    assert (entry.action, entry.purpose_note) == ("masked", request.number)

    def closed() -> None:
        for browser in (guard, manager):
            for answer in everything(browser, request, made):
                assert answer.status_code in (302, 403, 404, 405, 409, 422), (answer.request, answer.content)
                assert not answer.streaming
        with pytest.raises(Refused, match="原始录像不会代替它"):
            services.act(recorded.cast.manager, request, "publish", {"says": "微博"})
        with pytest.raises(Refused):
            redactions.release(recorded.cast.manager, request.code, "微博")
        assert FootageRequest.objects.get(pk=request.pk).state == "approved"
        assert not AccessEntry.objects.filter(action="export").exists()

    closed()
    engine_done(made)
    closed()
    with pytest.raises(Refused, match=r"还没有看过|须由另一人"):
        redactions.confirm(recorded.cast.manager, made, "没有看过")
    watched(recorded.cast.guard, made)
    refused = guard.post(f"/redactions/{made.code}/acts/confirm", {"says": "看过了", "revision": made.revision})
    assert refused.status_code == 302
    made.refresh_from_db()
    assert made.state == "review"
    closed()
    second = watched(other, made)
    assert (
        second.post(
            f"/redactions/{made.code}/acts/confirm", {"says": "逐项看过", "revision": made.revision}
        ).status_code
        == 302
    )
    made.refresh_from_db()
    assert (made.state, made.confirmed_by) == ("confirmed", other)
    assert manager.post(f"/redactions/{made.code}/download").streaming is False  # reviewed, not yet published
    services.act(recorded.cast.manager, request, "publish", {"says": "寻人启事，微博"})
    made.refresh_from_db()
    assert made.state == "released"
    assert FootageRequest.objects.get(pk=request.pk).redacted_copy == made.code
    taken = manager.post(f"/redactions/{made.code}/download")
    assert b"".join(taken.streaming_content) == COPY
    kinds = {entry["kind"] for _index, entry in evidence.entries()}
    assert {"redact", "publish"} <= kinds


def test_an_individual_watches_only_what_was_confirmed_and_it_goes_with_the_request(recorded: Stage) -> None:
    guard = sign_in(recorded.cast.guard)
    request = agreed(recorded, "individual")
    made = asked(guard, request, recorded.gate.code)
    engine_done(made)
    with pytest.raises(Refused, match="原始录像不会代替它"):
        services.act(recorded.cast.guard, request, "seen", {"says": "看过"})
    guard = watched(recorded.cast.guard, made)
    form = {"do": "uncover", "tracks": ["1", "3"], "reason": "申请人本人和他的车", "revision": made.revision}
    assert guard.post(f"/redactions/{made.code}/changes", form).status_code == 302
    made.refresh_from_db()
    assert made.changed
    assert guard.post(f"/redactions/{made.code}/changes", form).status_code == 302  # the older page: told so
    assert made.changes.count() == 2
    redactions.act(recorded.cast.guard, made, "apply")
    engine_done(made)
    guard = watched(recorded.cast.guard, made)
    redactions.confirm(recorded.cast.guard, made, "只露出申请人")
    assert queries.reviewed_for(request.code) == made.code
    shown = guard.post(f"/redactions/{made.code}/watch", {"show": "1"}, follow=True).content.decode()
    assert "只看不带走" in shown
    assert "其中 1.5 秒的原始录像已损坏、无法解码，画面空白。" in shown
    assert "其中 30.0 秒的录像文件已不是当时录下的那一个，不予播放，画面空白。" in shown
    services.act(recorded.cast.guard, request, "seen", {"says": "申请人到场看完"})
    made.refresh_from_db()
    assert (made.state, made.gone) == ("removed", "request")
    rows = letters.viewing(request, recorded.cast.guard, "看完")["rows"]
    assert ["无法解码、画面空白的时间", f"{recorded.gate.name}：1.5 秒"] in rows
    assert ["与录制时不一致、画面空白的时间", f"{recorded.gate.name}：30.0 秒"] in rows
    (said,) = [one.body for one in ledger.check(made.code) if one.body and one.body["action"] == "redaction.confirm"]
    assert (said["blank"], said["altered"]) == (["1.0–2.5"], ["4.0–34.0"])


@pytest.mark.django_db(transaction=True)
def test_while_one_copy_is_unfinished_none_counts_and_files_go_with_the_end(recorded: Stage) -> None:
    guard = sign_in(recorded.cast.guard)
    request = agreed(recorded, "individual")
    made = asked(guard, request, recorded.gate.code)
    engine_done(made)
    watched(recorded.cast.guard, made)
    redactions.confirm(recorded.cast.guard, made, "只露出申请人")
    ends = START + timedelta(seconds=60)
    wish = {"camera": recorded.gate.code, "from_at": START + timedelta(seconds=31), "to_at": ends}
    wish = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in wish.items()}
    assert guard.post(f"/requests/{request.code}/redact", wish).status_code == 302
    assert queries.reviewed_for(request.code) == ""
    services.act(recorded.cast.guard, request, "withdraw", {"says": "申请人不需要了"})
    assert set(Redaction.objects.values_list("state", flat=True)) == {"removed"}
    assert not made.work.exists()
    assert not list((settings.DATA / "redactions").glob("*/masked.mp4"))


def test_nothing_outside_what_was_agreed_and_nothing_before_it(recorded: Stage) -> None:
    from beholden.site.requests.tests.made import a_request

    guard = sign_in(recorded.cast.guard)
    waiting = a_request(recorded.cast.guard, recorded.system, "publication", now=timezone.now())
    assert guard.get(f"/requests/{waiting.code}/redact").status_code == 302
    request = agreed(recorded, "publication")
    late = {"camera": recorded.gate.code, "from_at": START.isoformat(), "to_at": "2026-11-21T00:00:00+00:00"}
    answer = guard.post(f"/requests/{request.code}/redact", late)
    assert answer.status_code == 422
    assert "不在这件申请的录像时间之内" in answer.content.decode()
    foreign = {**late, "camera": recorded.till.code, "to_at": (START + timedelta(seconds=9)).isoformat()}
    assert guard.post(f"/requests/{request.code}/redact", foreign).status_code == 422
    organ = approved(recorded.cast.guard, recorded.cast.manager, recorded.system, now=timezone.now())
    assert guard.post(f"/requests/{organ.code}/redact", late).status_code == 302  # this kind needs none
    assert not Redaction.objects.exists()
