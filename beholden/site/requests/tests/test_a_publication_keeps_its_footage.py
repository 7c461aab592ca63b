"""What may be published is kept from consent until its end (R17, R22): typed, with reasons, shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beholden.ground.people.tests.cast import Cast
from beholden.site.access.tests.stage import sign_in
from beholden.site.dossiers.tests.made import a_system
from beholden.site.recordings.models import Hold, HoldKind
from beholden.site.requests import services
from beholden.site.requests.tests.made import NOW, a_request, approved, scope

pytestmark = pytest.mark.django_db


def test_nothing_is_kept_before_somebody_agreed_and_everything_after_until_the_end(cast: Cast) -> None:
    system = a_system(cast.manager)
    made = a_request(cast.guard, system, "publication")
    assert not Hold.objects.exists(), "nobody said yet that the ground is lawful"
    services.act(cast.manager, made, "ask_more", {"says": "缩小时间范围"}, now=NOW)
    given = {**scope(system, need="只要走失前十分钟"), "to_at": NOW - timedelta(days=1) + timedelta(minutes=10)}
    services.act(cast.guard, made, "resubmit", given, now=NOW)
    assert not Hold.objects.exists()
    services.act(cast.manager, made, "approve", {"says": "依法可以公开"}, now=NOW)
    hold = Hold.objects.get()
    assert (hold.kind, hold.reason, hold.placed_by) == (HoldKind.PUBLICATION, made.number, cast.manager)
    assert (hold.to_at - hold.from_at, hold.released_at) == (timedelta(minutes=10), None)
    page = sign_in(cast.guard).get(f"/requests/{made.code}").content.decode()
    assert "依法公开传播的申请已同意" in page and "留存中" in page
    services.act(cast.guard, made, "withdraw", {"says": "孩子已经找到"}, now=NOW)
    hold.refresh_from_db()
    assert (hold.released_by, hold.released_at, hold.release_reason) == (cast.guard, NOW, made.number)
    assert "已解除" in sign_in(cast.guard).get(f"/requests/{made.code}").content.decode()


def test_a_refused_one_keeps_nothing_and_other_kinds_keep_from_the_desk_on(cast: Cast) -> None:
    system = a_system(cast.manager)
    made = a_request(cast.guard, system, "publication")
    services.act(cast.manager, made, "refuse", {"reason": "no_ground", "says": "没有依据"}, now=NOW)
    assert not Hold.objects.exists()
    a_request(cast.guard, system, "state_organ")
    assert Hold.objects.get().kind == HoldKind.RETRIEVAL
    approved(cast.guard, cast.manager, system, "publication")
    assert set(Hold.objects.values_list("kind", flat=True)) == {"retrieval", "publication"}
