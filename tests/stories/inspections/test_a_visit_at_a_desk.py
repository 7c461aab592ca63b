"""Planned, walked, closed with its record at a desk; a sample drawn by the police and drawn again by a stranger."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.cli import main
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection, SampleDraw
from beholden.registry.inspections.services import choosing
from beholden.registry.inspections.tests.test_a_sample_is_truly_random import in_force
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_a_general_inspection_from_plan_to_record(people: Cast, opened: Opened) -> None:
    officer = opened(people.station_officer)
    officer.goto("/inspections")
    officer.get_by_role("link", name="安排检查").first.click()
    officer.fill("#id_unit_name", "城南商场有限公司")
    officer.fill("#id_place", "北新道 1 号")
    officer.fill("#id_division", "130203")
    officer.select_option("#id_place_category", "op_crowd")
    officer.select_option("#id_kind", "general")
    officer.select_option("#id_reason", "routine")
    officer.get_by_label(re.compile("张警官")).check()
    press(officer, "安排检查")
    officer.get_by_label("已表明身份并出示执法证件").check()
    press(officer, "开始检查")
    for item in range(1, 8):
        row = officer.locator(f"#item-{item}")
        row.locator("summary").click()
        row.get_by_label("不符合" if item == 2 else "符合", exact=True).check()
        if item == 2:
            row.get_by_label("情况").fill("入口处没有提示标识")
        row.get_by_role("button", name="保存").click()
        expect(officer.get_by_text("已记录。")).to_be_visible()
    press(officer, "结束检查，出具笔录")
    expect(officer.get_by_role("alert")).to_contain_text("执法记录仪的录像")
    officer.locator("summary", has_text="附上证据").click()
    officer.select_option("#piece-kind", "body_camera")
    officer.fill("#piece-reference", "记录仪 A-0013")
    press(officer, "附上证据")
    for name in ("陈警官", "张警官"):
        officer.locator("summary", has_text="签名").click()
        officer.select_option("#sign-account", label=name)
        press(officer, "民警签名")
    officer.locator("summary", has_text="签名").click()
    officer.get_by_role("radio", name="键入姓名").check()
    officer.fill("#sign-name", "李经理")
    press(officer, "单位签名")
    assert serious(officer) == []
    press(officer, "结束检查，出具笔录")
    expect(officer.get_by_text("检查已结束，笔录已出具。")).to_be_visible()
    with officer.expect_download() as record:
        officer.get_by_role("link", name=re.compile("检查笔录")).click()
    assert Path(record.value.path()).read_bytes().startswith(b"%PDF")

    unit = opened(people.manager, "phone")
    unit.goto(f"/inspections/{Inspection.objects.get().code}")
    expect(unit.get_by_text("入口处没有提示标识")).to_be_visible()
    assert unit.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(unit) == []


def test_a_sample_is_drawn_and_a_stranger_draws_it_again(
    people: Cast, opened: Opened, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    in_force(people, 4)
    now, today = timezone.now(), timezone.localdate()
    told = {"title": "随机抽查", "kind": "general", "starts": today, "ends": today + timedelta(days=40)}
    plan = choosing.draw_up(people.county_officer, note="商贸中心系统", now=now, **told)  # type: ignore[arg-type]
    chief = opened(people.supervisor)
    chief.goto(f"/inspections/plans/{plan.code}")
    press(chief, "批准")
    officer = opened(people.county_officer)
    officer.goto(f"/inspections/plans/{plan.code}")
    officer.fill("#size", "2")
    press(officer, "封存种子")
    commitment = SampleDraw.objects.get().commitment
    expect(officer.get_by_text(commitment)).to_be_visible()
    officer.fill("#source", "双色球第 2026135 期开奖号码")
    officer.fill("#expected", (timezone.localtime(now) + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"))
    press(officer, "固定名单")
    expect(officer.get_by_text("公开值公布之后才能抽取。")).to_be_visible()
    # a day passes: the draw's own times move back, in their order
    draw = SampleDraw.objects.get()
    day = timedelta(days=2)
    assert draw.fixed_at and draw.expected_at
    SampleDraw.objects.update(
        committed_at=draw.committed_at - day, fixed_at=draw.fixed_at - day, expected_at=draw.expected_at - day
    )
    officer.reload()
    officer.fill("#value", "03 07 11 19 22 30 + 09")
    press(officer, "抽取")
    with officer.expect_download() as exported:
        officer.get_by_role("link", name=re.compile("任何人都能重抽")).click()
    file = tmp_path / "draw.json"
    file.write_bytes(Path(exported.value.path()).read_bytes())
    assert main(["sample", "redraw", str(file)]) == 0
    said = capsys.readouterr().out
    assert all(code in said for code in SampleDraw.objects.get().sample)
    assert serious(officer) == []
