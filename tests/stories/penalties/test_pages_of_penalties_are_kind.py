"""Pages of penalties at both widths with ugly data: nothing serious for axe, no pushing sideways, English whole."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties import services
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.services import Person
from beholden.registry.penalties.tests.made import day, decided, fresh, main, noticed, opened, propose, served
from tests.stories.filing.conftest import Opened
from tests.stories.kind import assert_kind

pytestmark = pytest.mark.browser
LONG = "唐山市路北区城南国际商业贸易中心综合体二层女装试衣间天花板内安装半球摄像机一台，镜头正对试衣区域。" * 4
NAUGHTY = "<script>alert(1)</script> 𠮷🙂 Ω≈ç√∫˜µ ' OR 1=1 --"


@pytest.fixture
def ugly(people: Cast) -> dict[str, Case]:
    """Cases in many states, some long, some strange, some late."""
    now = timezone.now()
    loose = {"inspection": None, "unit": people.unit}
    late = served(people, now=now - timedelta(days=45), fine=14_000, **loose)
    services.carry_out(people.county_officer, late, measure="delete_footage", on=day(now), inventory=LONG, now=now)
    decided(people, now=now - timedelta(days=100), fine=12_000, **loose)
    first = opened(people, now=now, story=LONG, evidence=NAUGHTY, place=LONG[:200], **loose)
    who = Person(LONG[:20], "resident", "130203198001011234", post="分管安全的副总经理兼物业部负责人")
    services.add_responsible(people.county_officer, first, who, now=now)
    told = noticed(people, now=now, story=LONG, evidence=NAUGHTY, **loose)
    services.defend(people.manager, told, party=main(told).code, text=NAUGHTY + LONG, now=now)
    services.ask_hearing(people.manager, fresh(told), party=main(told).code, why=NAUGHTY, now=now)
    quiet = noticed(people, now=now, **loose)
    proposed = propose(people, opened(people, now=now, **loose), 19_000, reason=LONG, now=now)
    return {"late": fresh(late), "first": fresh(first), "told": fresh(told), "quiet": quiet, "proposed": proposed}


def pages(people: Cast, ugly: dict[str, Case]) -> list[tuple[Account, str, str]]:
    """(who, name, address)."""
    unit, officer = people.manager, people.county_officer

    def of(name: str, page: str = "") -> str:
        return f"/penalties/{ugly[name].code}{page}"

    return [
        (officer, "list", "/penalties?view=all"),
        (officer, "list-empty", "/penalties?view=review"),
        (officer, "open", "/penalties/new?violation=P-27-1"),
        (officer, "case-opened", of("first")),
        (officer, "propose", of("first", "/propose")),
        (officer, "facts", of("first", "/facts")),
        (officer, "none", of("first", "/none")),
        (officer, "notice", of("proposed", "/notice")),
        (officer, "case-told", of("told")),
        (officer, "answer", of("told", "/answer")),
        (officer, "call", of("told", "/hearing/call")),
        (officer, "case-late", of("late")),
        (officer, "pay", of("late", "/pay")),
        (officer, "measures", of("late", "/measures")),
        (people.supervisor, "chief-told", of("told")),
        (unit, "unit-list", "/penalties"),
        (unit, "unit-told", of("told")),
        (unit, "unit-quiet", of("quiet")),
        (unit, "unit-defend", of("quiet", "/defend")),
        (people.city_officer, "city-late", of("late")),
    ]


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_is_kind(people: Cast, ugly: dict[str, Case], opened: Opened, size: str) -> None:
    assert_kind(pages(people, ugly), opened, size)


def test_the_english_pages_hold_no_chinese_of_ours(people: Cast, opened: Opened) -> None:
    case = noticed(people, now=timezone.now(), inspection=None, unit=people.unit, story="s" * 9, evidence="e")
    Case.objects.filter(pk=case.pk).update(reason="r", far_reason="f", place="p")
    officer = opened(people.county_officer)
    officer.goto("/penalties")
    officer.get_by_role("button", name="English").click()
    theirs = ["路北区公安分局", "城南商场有限公司", "张警官", "陈警官", "高局长", "中文", case.number]
    for address in ("/penalties", "/penalties/new", f"/penalties/{case.code}", f"/penalties/{case.code}/none"):
        officer.goto(address)
        officer.evaluate("document.querySelectorAll('.why, blockquote').forEach(one => one.remove())")
        text = officer.locator("main").inner_text()
        for word in theirs:
            text = text.replace(word, "")
        text = re.sub(r"(案|罚告|听告)〔\d+〕[\d-]+号?", "", text)
        left = re.findall(r"[\u4e00-\u9fff]+", text)
        assert not left, (address, left)
