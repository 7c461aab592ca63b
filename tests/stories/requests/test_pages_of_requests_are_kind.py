"""Every page of requests at both widths with ugly data: nothing serious for axe, no pushing sideways."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beholden.ground.people import services as people_services
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.tests.made import a_system
from beholden.site.requests import services
from beholden.site.requests.tests.made import a_contractors_guard, a_request, approved, asked, handover
from tests.stories.filing.conftest import PASSWORD, Opened
from tests.stories.kind import assert_kind

pytestmark = pytest.mark.browser
LONG = "唐山市路北区城南国际商业贸易中心综合体公共安全视频图像信息系统（含地下停车场、屋顶花园及附属设施）二期工程"
NAUGHTY = "<script>alert(1)</script> 𠮷🙂 Ω≈ç√∫˜µ ' OR 1=1 --"


@pytest.fixture
def pages(people: Cast) -> list[tuple[Account | None, str, str]]:
    """(who, name, address) of every page, over requests in many states."""
    now = timezone.now()
    system, guard, manager = a_system(people.manager, LONG), people.guard, people.manager
    a_system(people.manager, "第二套系统")
    filed = a_request(guard, system, organ=LONG, duty=NAUGHTY * 3, need=LONG * 4, now=now)
    agreed = approved(guard, manager, system, want="viewing", now=now)
    out = approved(guard, manager, system, now=now - timedelta(days=40))
    late = {**handover(), "back_by": str(timezone.localdate(now) - timedelta(days=3))}
    services.act(guard, out, "hand_over", late, now=now - timedelta(days=40))
    person, _receipt = asked(system, now=now, words=LONG * 3)
    seen = approved(guard, manager, system, "individual", now=now)
    refused = a_request(guard, system, "individual", paper=False, now=now)
    services.act(manager, refused, "refuse", {"reason": "not_entitled", "says": LONG * 4}, now=now)
    public = approved(guard, manager, system, "publication", now=now)
    helper = a_contractors_guard(people, system, now=now)
    helper.set_password(PASSWORD)
    helper.save()
    urgent = services.break_glass(helper, system, LONG * 2, now=now)
    people_services.grant(
        people.security_admin,
        helper,
        system=system,
        actions=["live"],
        starts=now - timedelta(days=300),
        ends=now + timedelta(days=9),
        purpose=LONG,
    )
    here = "/requests/"
    return [
        (manager, "list", "/requests"),
        (manager, "ended", "/requests?view=ended"),
        (manager, "new-organ", "/requests/new/state_organ"),
        (manager, "new-person", "/requests/new/individual"),
        (manager, "new-publication", "/requests/new/publication"),
        (manager, "filed", here + filed.code),
        (manager, "refuse", f"{here}{filed.code}/acts/refuse"),
        (guard, "agreed", here + agreed.code),
        (guard, "out", here + out.code),
        (guard, "person", here + person.code),
        (guard, "check", f"{here}{person.code}/acts/check"),
        (guard, "seen", here + seen.code),
        (manager, "refused", here + refused.code),
        (manager, "public", here + public.code),
        (people.auditor, "auditor-list", "/requests?view=all"),
        (people.auditor, "auditor", here + refused.code),
        (people.other_manager, "nothing", "/requests"),
        (helper, "emergencies-guard", "/emergency"),
        (people.auditor, "emergencies", "/emergency"),
        (people.auditor, "unusual", "/unusual"),
        (people.auditor, "emergency", f"/emergency/{urgent.code}"),
        (None, "ask", f"/ask/{system.code}"),
        (None, "follow", "/ask/follow"),
    ]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_kind(pages: list[tuple[Account | None, str, str]], opened: Opened, size: str) -> None:
    assert_kind(pages, opened, size)
