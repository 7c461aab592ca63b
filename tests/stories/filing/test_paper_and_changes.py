"""At the window from paper to archive; a change whose difference the officer sees (M8, M9)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, ANSWERS, PDF, filed
from tests.stories.filing.conftest import Opened
from tests.stories.filing.test_a_unit_files_online import fill, save

pytestmark = pytest.mark.browser


def test_paper_is_keyed_told_on_the_spot_filed_and_handed_over(people: Cast, opened: Opened) -> None:
    window = opened(people.county_officer)
    window.goto("/window")
    fill(window, unit_name="新华书店路北分店")
    save(window, "接收并开始录入")
    known = {name: str(value) for name, value in ANSWERS.items()}
    window.get_by_role("link", name="管理单位", exact=True).click()
    fill(window, **{name: known[name] for name in ("unit_name", "unit_type", "unit_uscc")})
    save(window)
    window.get_by_role("link", name="公共安全视频系统", exact=True).click()
    fill(window, **{name: known[name] for name in ("name", "division", "location", "in_use_date", "retention_days")})
    save(window)
    window.get_by_role("link", name="图像采集设备", exact=True).click()
    window.get_by_role("link", name="添加设备").first.click()
    fill(window, name="门口", position="一层", function_type="watch")
    save(window)
    window.get_by_role("link", name="回到这份备案").click()
    window.get_by_role("link", name="当场一次性告知补正").click()
    with_letter = window.get_by_text("加盖单位公章的委托办理备案授权书").first
    expect(with_letter).to_be_visible()
    save(window, "出具通知书")
    with window.expect_download() as notice:
        window.get_by_role("link", name=re.compile("一次性告知补正通知书")).click()
    assert Path(notice.value.path()).read_bytes().startswith(b"%PDF")
    save(window, "接收补正材料")
    window.get_by_role("link", name="经办人和材料", exact=True).click()
    fill(window, **AGENT)
    window.get_by_label("已收到加盖单位公章的授权书原件").check()
    window.get_by_label("已核对经办人身份证件").check()
    save(window)
    save(window, "予以备案")
    expect(window.get_by_text("已予以备案，回执已出具。")).to_be_visible()
    fill_to = window.locator("#archive-to")
    fill_to.fill("科信大队 王某")
    save(window, "转交归档")
    assert Filing.objects.get().state == "archived"


def test_a_change_is_seen_before_it_is_filed(people: Cast, opened: Opened, tmp_path: Path) -> None:
    first = filed(people.manager, people.county_officer)
    unit = opened(people.manager)
    unit.goto(f"/filings/{first.code}")
    save(unit, "办理备案变更")
    unit.get_by_role("link", name="公共安全视频系统", exact=True).click()
    fill(unit, retention_days="60", change_reason="加装存储")
    save(unit)
    unit.get_by_role("link", name="经办人和材料", exact=True).click()
    fill(unit, **AGENT)
    paper = tmp_path / "id.pdf"
    paper.write_bytes(PDF + b"id")
    unit.set_input_files("#id_agent_id", str(paper))
    save(unit)
    unit.get_by_role("link", name="核对并提交").click()
    expect(unit.locator("del", has_text="30")).to_be_visible()
    save(unit, "提交备案变更")
    officer = opened(people.county_officer)
    officer.goto(f"/filings/{Filing.objects.get(kind='change').code}")
    expect(officer.locator("ins", has_text="60")).to_be_visible()
    save(officer, "予以备案")
    assert list(Filing.objects.filter(in_force=True).values_list("version", flat=True)) == [2]
