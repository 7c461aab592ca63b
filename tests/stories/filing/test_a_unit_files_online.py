"""Online, end to end: the first question, four pages, the check, the queue, the receipt, the sign on a phone (R14)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, ANSWERS, PDF
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def fill(page: Page, **answers: str) -> None:
    for name, value in answers.items():
        field = page.locator(f"#id_{name}")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def save(page: Page, name: str = "保存") -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def write(page: Page, tmp_path: Path) -> None:
    """The four tasks, as a person fills them in."""
    known = {name: str(value) for name, value in ANSWERS.items()}
    page.get_by_role("link", name="管理单位", exact=True).click()
    fill(page, **{name: known[name] for name in known if name.startswith("unit") or name == "public_contact"})
    save(page)
    page.get_by_role("link", name="公共安全视频系统", exact=True).click()
    fill(page, **{name: known[name] for name in ("name", "division", "location", "in_use_date", "retention_days")})
    save(page)
    page.get_by_role("link", name="图像采集设备", exact=True).click()
    for name in ("01 大门", "02 收银台"):
        page.get_by_role("link", name="添加设备").first.click()
        fill(page, name=name, position="一层", function_type="watch", area="entrance")
        save(page)
    page.get_by_role("link", name="回到这份备案").click()
    page.get_by_role("link", name="经办人和材料", exact=True).click()
    fill(page, **AGENT)
    for kind in ("agent_id", "authorisation_letter"):
        paper = tmp_path / f"{kind}.pdf"
        paper.write_bytes(PDF + kind.encode())
        page.set_input_files(f"#id_{kind}", str(paper))
    save(page)


def test_a_unit_files_and_gets_its_receipt_and_its_sign(people: Cast, opened: Opened, tmp_path: Path) -> None:
    unit = opened(people.manager)
    unit.goto("/filings")
    unit.get_by_role("link", name="办理新备案").click()
    unit.get_by_role("radio", name=re.compile("商贸中心")).check()
    save(unit, "继续")
    write(unit, tmp_path)
    unit.get_by_role("link", name="核对并提交").click()
    expect(unit.get_by_text("法定的信息和材料都已齐全")).to_be_visible()
    save(unit, "提交备案")
    expect(unit.get_by_text("已提交", exact=True).first).to_be_visible()
    number = Filing.objects.get().number or ""

    officer = opened(people.county_officer)
    officer.goto("/filings")
    officer.get_by_role("link", name=number).click()
    save(officer, "予以备案")
    expect(officer.get_by_text("已予以备案，回执已出具。")).to_be_visible()

    unit.reload()
    with unit.expect_download() as receipt:
        unit.get_by_role("link", name=re.compile("备案回执")).click()
    assert Path(receipt.value.path()).read_bytes().startswith(b"%PDF")
    with unit.expect_download() as sign:
        unit.get_by_role("link", name="下载提示标识（A4）").click()
    assert Path(sign.value.path()).stat().st_size > 5_000

    phone = opened(None, "phone")
    phone.goto(f"/s/{Filing.objects.get().sign}")
    expect(phone.get_by_role("heading", name="这里有公共安全视频采集")).to_be_visible()
    expect(phone.get_by_text("城南商场有限公司")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_officer_of_another_county_sees_nothing(people: Cast, opened: Opened) -> None:
    from beholden.registry.filings.tests.made import submitted

    filing = submitted(people.manager)
    other = opened(people.other_county_officer)
    other.goto("/filings?view=all")
    expect(other.get_by_text("这里没有备案。")).to_be_visible()
    assert other.goto(f"/filings/{filing.code}").status == 404  # type: ignore[union-attr]


def test_a_shop_learns_in_a_minute_that_it_need_not_file(people: Cast, opened: Opened) -> None:
    shop = opened(people.manager, "phone")
    shop.goto("/filings/new")
    shop.get_by_role("radio", name=re.compile("其他公共场所")).check()
    save(shop, "继续")
    expect(shop.get_by_role("heading", name="无需备案")).to_be_visible()
    expect(shop.get_by_text("设置显著的提示标识")).to_be_visible()
    assert shop.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Filing.objects.exists()
