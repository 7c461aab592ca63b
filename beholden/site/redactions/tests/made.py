"""Masked copies in any state for tests, with bytes on the disk but without the engine; and visitors at the door."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from beholden.engines.redaction import plan as engine
from beholden.ground.people.models import Account
from beholden.site.access.duty import Duty, Visitor
from beholden.site.access.models import Purpose
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions.models import Aim, Redaction, State

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
COPY = bytes(range(256)) * 12_000  # three pieces


def visitor(account: Account, number: str = "查调〔2026〕0001号") -> Visitor:
    """Somebody at the door with a purpose stated."""
    return Visitor(account, "a-session", Duty("a-duty", Purpose.REQUEST, number, START), "10.1.2.3")


def a_copy(stage: Stage, state: State = State.REVIEW, aim: Aim = Aim.INDIVIDUAL, **more: Any) -> Redaction:
    """A copy of the gate's first minute, made by the unit's guard, with three things found in it."""
    of_request = {} if aim == Aim.MOSAIC else {"subject": "q-subject", "number": "查调〔2026〕0001号"}
    confirmed = {"confirmed_by": stage.cast.manager, "confirmed_at": START, "log_index": 1, "said": "逐项看过"}
    released = {"released_by": stage.cast.manager, "released_at": START, "release_index": 2}
    given: dict[str, Any] = {
        "aim": aim, "state": state, "unit": stage.system.unit, "camera": stage.gate, "by": stage.cast.guard,
        "starts": START + timedelta(seconds=10), "ends": START + timedelta(seconds=40), "at": START, "entry": 1,
        "sha256": hashlib.sha256(COPY).hexdigest(), "bytes": len(COPY), "made_at": START, "milliseconds": 30_000,
        "frames": 150, "looked": 150, "segments": [[0, 1, "5f" * 32]], **of_request,
        **(confirmed if state in (State.CONFIRMED, State.RELEASED) else {}),
        **({**released, "until": datetime(2099, 1, 1, tzinfo=UTC)} if state == State.RELEASED else {}),
        **({"removed_at": START, "gone": "person"} if state == State.REMOVED else {}), **more,
    }  # fmt: skip
    made = Redaction.objects.create(**given)
    if state not in (State.MAKING, State.FAILED, State.REMOVED, State.CANCELLED):
        put(made)
    return made


def put(redaction: Redaction) -> None:
    """Its files, as the engine leaves them."""
    redaction.work.mkdir(parents=True, exist_ok=True)
    redaction.copy.write_bytes(COPY)
    found = engine.tracks_data(tuple(a_track(number) for number in (1, 2, 3)))
    (redaction.work / "tracks.json").write_text(json.dumps({"tracks": found}))


def a_track(number: int, kind: engine.Kind = engine.Kind.MOTION) -> engine.Track:
    """Something that crosses the picture for five seconds."""
    sights = (engine.Sight(number * 2.0, engine.Box(0.1, 0.2, 0.1, 0.3)),)
    return engine.Track(number, kind, sights, number * 2.0, number * 2.0 + 5)


def watched(account: Account, redaction: Redaction) -> Client:
    """A browser of this account in which the copy was watched from its first to its last byte."""
    browser = sign_in(account, "request", redaction.number or "预览")
    address = opened(browser, redaction)
    first = 0
    while first < redaction.bytes:
        answer = browser.get(address, headers={"Range": f"bytes={first}-"})
        assert answer.status_code == 206, answer.content[:200]
        first += len(answer.content)
    return browser


def opened(browser: Client, redaction: Redaction) -> str:
    """The address of the copy's bytes, from the page that plays it after its look was registered."""
    answer = browser.post(f"/redactions/{redaction.code}/watch", follow=True)
    page = answer.content.decode()
    assert 'src="/media/masked/' in page, page[-3000:]
    return "/media/masked/" + page.split('src="/media/masked/')[1].split('"')[0]
