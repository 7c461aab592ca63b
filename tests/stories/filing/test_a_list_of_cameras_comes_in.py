"""A list of cameras, from the file as a unit has it to the rows in the draft: columns, findings, error sheet (M6(2)).

PICTURES=folder keeps what was seen, to be looked at.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import draft
from beholden.registry.imports import services
from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.filing.conftest import Opened
from tests.stories.filing.test_a_unit_files_online import save

pytestmark = pytest.mark.browser
KEPT = os.environ.get("PICTURES", "")
LONG = "唐山市路北区城南国际商业贸易中心综合体地下二层停车场东北角消防通道与货运电梯前室之间（含附属设施）"
LIST = f"""点位名称,安装位置,经度,纬度,功能类型,安装部位,国标编码
01 大门,一层正门,118.180000,39.630000,一般视频监控,出入口,13020300001320000001
02 {LONG},{LONG},118.180100,39.630100,一般视频监控,,
03 颠倒,一层,39.630200,118.180200,一般视频监控,,
04 不可能,一层,218.18,39.63,一般视频监控,,
,没有名称,118.180400,39.630400,一般视频监控,,
06 编码,一层,118.180500,39.630500,一般视频监控,,1302
07 远方,一层,2.35,48.85,一般视频监控,,
01 大门,一层正门,118.180000,39.630000,一般视频监控,出入口,13020300001320000001
09 <script>alert(1)</script>,=1+1,118.180600,39.630600,一般视频监控,,
10 只有名称,,,,,,
"""


def seen(page: Page, name: str, size: str) -> None:
    """Nothing serious for axe, nothing pushed sideways; a picture when wanted."""
    assert_reachable(page)
    assert_fits(page)
    if KEPT:
        Path(KEPT).mkdir(exist_ok=True)
        page.screenshot(path=f"{KEPT}/import-{name}-{size}.png", full_page=True)


def chosen(page: Page, filing: Filing, path: Path) -> None:
    page.goto(f"/filings/{filing.code}/cameras")
    page.get_by_role("link", name="导入点位表").click()
    page.set_input_files("#id_file", str(path))
    save(page, "上传并查看列")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_a_list_with_defects_is_looked_through_mended_and_taken(
    people: Cast, opened: Opened, tmp_path: Path, size: str
) -> None:
    filing = draft(people.manager, cameras=())
    path = tmp_path / "城南商场点位表.csv"
    path.write_bytes(LIST.encode("gb18030"))
    page = opened(people.manager, size)
    page.goto(f"/filings/{filing.code}/cameras")
    page.get_by_role("link", name="导入点位表").click()
    seen(page, "upload", size)
    chosen(page, filing, path)
    for field, column in (("name", "点位名称"), ("position", "安装位置"), ("lon", "经度"), ("lat", "纬度")):
        assert page.locator(f"#id_{field} option:checked").inner_text() == column
    seen(page, "columns", size)
    save(page, "开始核对")
    expect(page.get_by_text("有坐标就要选择坐标系")).not_to_have_count(0)
    page.locator("#id_datum").select_option("wgs84")
    save(page, "开始核对")
    expect(page.get_by_role("heading", name="核对结果", level=1)).to_be_visible()
    seen(page, "findings", size)
    with page.expect_download() as sheet:
        page.get_by_role("link", name="下载需要核对的行").click()
    saved = tmp_path / sheet.value.suggested_filename
    sheet.value.save_as(saved)
    rows = list(load_workbook(saved, read_only=True).active.iter_rows(values_only=True))
    assert {"03 颠倒", "04 不可能", "06 编码"} <= {str(cell) for row in rows for cell in row}
    page.get_by_label("全部导入（有一行不能导入就都不导入）").check()
    save(page, "写进备案")
    expect(page.get_by_text("行不能导入，所以没有全部导入")).not_to_have_count(0)
    seen(page, "refused", size)
    assert not filing.cameras.exists()
    page.get_by_label("导入所有可以导入的行").check()
    save(page, "写进备案")
    expect(page.get_by_text("写进备案的设备：")).to_be_visible()
    seen(page, "taken", size)
    names = set(filing.cameras.values_list("name", flat=True))
    assert {"01 大门", "09 <script>alert(1)</script>"} <= names
    assert not {"04 不可能", ""} & names
    page.get_by_role("link", name="回到备案").click()
    expect(page.get_by_role("heading", name=f"图像采集设备 {len(names)} 台")).to_be_visible()


def test_a_long_list_shows_how_far_it_is_and_then_its_findings(people: Cast, opened: Opened, tmp_path: Path) -> None:
    filing = draft(people.manager, cameras=())
    path = tmp_path / "很长.csv"
    rows = [f"{n:05d} 号,一层 {n} {'东' * 60},一般视频监控" for n in range(4_000)]
    path.write_text("\n".join(["名称,安装位置,功能类型", *rows, ",没有名称,一般视频监控"]), encoding="utf-8")
    assert path.stat().st_size > services.AT_ONCE
    page = opened(people.manager, "phone")
    chosen(page, filing, path)
    save(page, "开始核对")
    expect(page.get_by_text("可以离开这一页，处理会继续。")).to_be_visible()
    seen(page, "working", "phone")
    assert services.work_all() == 1  # what the worker does every other second
    expect(page.get_by_role("heading", name="核对结果", level=1)).to_be_visible()  # htmx has asked again
    expect(page.get_by_role("link", name="下载需要核对的行")).to_be_visible()
    page.get_by_label("只导入指定的行").check()
    page.locator("#id_rows").fill("2-11, 20")
    save(page, "写进备案")
    assert services.work_all() == 1
    expect(page.get_by_text("写进备案的设备：11 台")).to_be_visible()
    assert filing.cameras.count() == 11
