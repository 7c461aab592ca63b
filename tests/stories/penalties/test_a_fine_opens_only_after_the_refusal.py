"""From an order nobody followed to the decision: refused before the re-inspection, then notice, hearing, decision,
service, payment, each a person's step."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.tests.made import EVIDENCE, STORY, main
from beholden.registry.penalties.tests.test_no_fine_before_its_conditions import refused_order
from tests.stories.clock import Clock
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def act(page: Page, name: str) -> None:
    page.locator(".acts-panel").get_by_role("link", name=name, exact=True).click()
    page.wait_for_load_state()


def fill(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        page.fill(f"#id_{name}", value)


def open_page(page: Page, *, violation: str, **more: str) -> None:
    page.goto("/penalties/new")
    page.select_option("#id_violation", violation)
    fill(page, **more)


def test_refusal_fine_notice_hearing_decision_service_and_payment(clock: Clock, people: Cast, opened: Opened) -> None:
    order, _after = refused_order(people, timezone.now() - timedelta(days=60))
    officer = opened(people.county_officer)
    open_page(
        officer, violation="P-29", order=order.number or "", story="责令期满，经复查仍未备案。", evidence=EVIDENCE
    )
    press(officer, "立案")
    expect(officer.get_by_text("已立案", exact=True).first).to_be_visible()
    case = Case.objects.get()
    assert case.order == order

    act(officer, "拟定处罚")
    expect(officer.get_by_text("0 元至 10000 元（含本数）")).to_be_visible()
    expect(officer.get_by_text("还没有同类决定可以比较，须写明理由。")).to_be_visible()
    fine = f"fine_{main(case).code}"
    fill(officer, **{fine: "10001", "reason": "经复查拒不改正。"})
    press(officer, "拟定处罚")
    expect(officer.get_by_role("alert").get_by_text("0 元至 10000 元之内")).to_be_visible()
    fill(officer, **{fine: "10000"})
    press(officer, "拟定处罚")
    expect(officer.get_by_role("alert").get_by_text("请写明理由")).to_be_visible()
    fill(officer, far_reason="本机关首件此类案件。")
    press(officer, "拟定处罚")
    expect(officer.get_by_text("已拟定处罚。")).to_be_visible()

    unit = opened(people.manager)
    assert unit.goto(f"/penalties/{case.code}").status == 404  # type: ignore[union-attr]
    act(officer, "处罚前告知")
    fill(officer, defence_until=(timezone.localdate() + timedelta(days=5)).isoformat())
    press(officer, "处罚前告知")
    expect(officer.get_by_text("已告知，告知书已出具。")).to_be_visible()

    unit.goto(f"/penalties/{case.code}")
    with unit.expect_download() as notice:
        unit.get_by_role("link", name=re.compile("行政处罚告知书")).click()
    assert Path(notice.value.path()).read_bytes().startswith(b"%PDF")
    act(unit, "陈述、申辩")
    fill(unit, text="正在整理材料，请求从轻。")
    press(unit, "陈述、申辩")
    expect(unit.get_by_text("待复核")).to_be_visible()
    act(unit, "要求听证")
    press(unit, "要求听证")
    expect(unit.get_by_text("已要求听证。")).to_be_visible()

    officer.reload()
    act(officer, "通知听证")
    soon = timezone.localtime().replace(hour=10) + timedelta(days=1)
    fill(officer, on=local(soon), place="分局二楼听证室")
    press(officer, "通知听证")
    expect(officer.get_by_role("alert").get_by_text("听证须提前通知")).to_be_visible()
    fill(officer, on=local(soon + timedelta(days=20)))
    press(officer, "通知听证")
    expect(officer.get_by_text("听证通知书已出具。")).to_be_visible()
    day = timezone.localdate() + timedelta(days=21)
    chief, officer = held_and_submitted(people, opened, clock, case, day)
    unit = opened(people.manager, "phone")
    decided_and_told(unit, chief, case)
    served_and_paid(officer, unit, case, day)


def local(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def held_and_submitted(people: Cast, opened: Opened, clock: Clock, case: Case, day: date) -> tuple[Page, Page]:
    """The hearing is held by its chair on its day and not before; the defence is answered, the decision asked for."""
    minutes = {"present": "李经理、张警官、书记员", "record": "双方陈述、质证。", "opinion": "可以从轻。"}
    early = opened(people.supervisor)
    minute(early, case, minutes)
    expect(early.get_by_role("alert").get_by_text("听证还没有举行")).to_be_visible()
    clock.put(day, 17)
    officer, page = opened(people.county_officer), opened(people.supervisor)
    minute(officer, case, minutes)
    expect(officer.get_by_role("alert").get_by_text("听证笔录由听证主持人制作")).to_be_visible()
    assert officer.input_value("#id_record") == minutes["record"]
    minute(page, case, minutes)
    expect(page.get_by_text("听证笔录已出具。")).to_be_visible()
    with page.expect_download() as record:
        page.get_by_role("link", name=re.compile("听证笔录")).first.click()
    assert Path(record.value.path()).read_bytes().startswith(b"%PDF")

    officer.goto(f"/penalties/{case.code}")
    act(officer, "提请决定处罚")
    fine = f"fine_{main(case).code}"
    fill(officer, **{fine: "8000", "reason": "采纳申辩，从轻。"})
    press(officer, "提请决定处罚")
    expect(officer.get_by_role("alert").get_by_text("还有陈述、申辩没有复核")).to_be_visible()
    officer.goto(f"/penalties/{case.code}")
    act(officer, "复核陈述、申辩")
    officer.get_by_role("radio", name="成立，予以采纳").check()
    fill(officer, answer="正在整理属实，采纳。")
    press(officer, "复核陈述、申辩")
    act(officer, "提请决定处罚")
    fill(officer, **{fine: "10001", "reason": "采纳申辩，从轻。"})
    press(officer, "提请决定处罚")
    expect(officer.get_by_role("alert")).to_be_visible()  # never heavier than told
    fill(officer, **{fine: "8000"})
    press(officer, "提请决定处罚")
    expect(officer.get_by_text("已提请负责人决定。")).to_be_visible()
    assert not officer.locator(".acts-panel").get_by_role("link", name="决定处罚", exact=True).count()
    return page, officer


def minute(page: Page, case: Case, minutes: dict[str, str]) -> None:
    page.goto(f"/penalties/{case.code}")
    act(page, "制作听证笔录")
    fill(page, **minutes)
    press(page, "制作听证笔录")


def decided_and_told(unit: Page, chief: Page, case: Case) -> None:
    """The one in charge decides; the unit has its paper."""
    chief.goto(f"/penalties/{case.code}")
    act(chief, "决定处罚")
    expect(chief.get_by_text("罚款 8000 元")).to_be_visible()
    press(chief, "决定处罚")
    expect(chief.get_by_text("已作出决定，决定书已出具。")).to_be_visible()
    unit.goto(f"/penalties/{case.code}")
    expect(unit.get_by_role("link", name=re.compile("行政处罚决定书"))).to_be_visible()


def served_and_paid(officer: Page, unit: Page, case: Case, day: date) -> None:
    """Before it is served nothing is paid; not more than is owed; when all is paid the case closes."""
    officer.goto(f"/penalties/{case.code}")
    paid = {"on": day.isoformat(), "amount": "8000", "receipt": "冀罚 0001234567"}
    act(officer, "登记缴纳")
    fill(officer, **paid)
    press(officer, "登记缴纳")
    expect(officer.get_by_role("alert").get_by_text("决定还没有送达这个当事人")).to_be_visible()
    officer.goto(f"/penalties/{case.code}")
    act(officer, "送达")
    fill(officer, on=(day - timedelta(days=1)).isoformat(), proof="李经理签收")
    press(officer, "送达")
    expect(officer.get_by_role("alert")).to_be_visible()  # not before it was decided
    fill(officer, on=day.isoformat())
    press(officer, "送达")
    expect(officer.get_by_text("送达已登记，回证已出具。")).to_be_visible()
    unit.goto(f"/penalties/{case.code}")
    expect(unit.get_by_text("8000").first).to_be_visible()
    assert unit.evaluate("document.documentElement.scrollWidth <= innerWidth")

    act(officer, "登记缴纳")
    fill(officer, **{**paid, "amount": "8001"})
    press(officer, "登记缴纳")
    expect(officer.get_by_role("alert").get_by_text("金额应当在 1 元至 8000 元之间")).to_be_visible()
    fill(officer, **paid)
    press(officer, "登记缴纳")
    expect(officer.get_by_text("缴纳已登记。")).to_be_visible()
    act(officer, "办结")
    press(officer, "办结")
    expect(officer.get_by_text("已办结", exact=True).first).to_be_visible()
    kept = Case.objects.get()
    assert (kept.state, main(kept).fine, main(kept).received_on) == ("closed", 8_000, day)
    assert [one.amount for one in main(kept).payments.all()] == [8_000]


def test_before_the_refusal_the_case_does_not_open_and_what_was_typed_stays(people: Cast, opened: Opened) -> None:
    from beholden.registry.orders.tests import made as orders

    order = orders.served(people, "time_limited")
    officer = opened(people.county_officer)
    open_page(officer, violation="P-29", order=order.number or "", story="至今没有备案。")
    press(officer, "立案")
    expect(officer.get_by_role("alert").get_by_text("没有复查记录拒不改正")).to_be_visible()
    assert officer.input_value("#id_story") == "至今没有备案。"
    assert not Case.objects.exists()


def test_the_prohibited_camera_is_taken_at_once_and_a_hearing_is_owed(people: Cast, opened: Opened) -> None:
    officer = opened(people.county_officer, "phone")
    open_page(officer, violation="P-27-1", story=STORY, evidence=EVIDENCE)
    officer.get_by_role("radio", name="个人", exact=True).check()
    fill(officer, name="钱某某", id_number="130203197505055678")
    officer.get_by_role("checkbox", name="陈警官").check()
    press(officer, "立案")
    case = Case.objects.get()
    expect(officer.get_by_text("立即没收、删除并罚款，不给改正期")).to_be_visible()
    assert "钱某某" not in officer.content()
    act(officer, "拟定处罚")
    for measure in ("没收相关设备设施", "删除所收集的视频图像信息"):
        expect(officer.get_by_role("checkbox", name=measure)).to_be_checked()
    fill(officer, **{f"fine_{main(case).code}": "5000", "reason": "情节较轻。", "far_reason": "首件案件。"})
    press(officer, "拟定处罚")
    act(officer, "处罚前告知")
    fill(officer, defence_until=(timezone.localdate() + timedelta(days=5)).isoformat())
    press(officer, "处罚前告知")
    expect(officer.get_by_text("可以要求听证，到")).to_be_visible()
    expect(officer.get_by_role("link", name=re.compile("行政处罚听证告知书"))).to_be_visible()
    assert officer.evaluate("document.documentElement.scrollWidth <= innerWidth")
