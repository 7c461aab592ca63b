"""A manager opens 自查: gaps, each with its one action; the gaps are closed; all green; report, attestation (M10)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.registry.filings import services as filings
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import NOW, draft
from beholden.registry.inspections.models import ReceivedAttestation
from beholden.site.dossiers.tests.made import PDF, a_person, an_entry
from beholden.site.selfcheck import services
from beholden.site.selfcheck.models import Attestation, SelfCheck
from beholden.site.selfcheck.services.declaring import Upload
from beholden.site.selfcheck.tests.made import kept_running, recorded, system_of, to_this_registry
from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def photo() -> bytes:
    """A picture as a phone takes it."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (30, 90, 160)).save(out, "JPEG")
    return out.getvalue()


def nearly_ready(cast: Cast) -> System:
    """A System in order but for its filing, its sign and its maintenance."""
    now = timezone.now()
    manager = cast.manager
    system = system_of(cast, now=now)
    recorded(system, now, 31)
    for kind in ("design", "construction", "testing", "acceptance", "product", "maintenance_plan"):
        an_entry(manager, system, kind, now=now)
    person = a_person(manager, now=now)
    for kind in ("vetting", "confidentiality_training", "post_training"):
        an_entry(manager, person, kind, now=now)
    said = {1: "本单位经营管理", 3: "周边没有涉密单位", 9: "逐个点位看过，没有禁止区域", 11: "防火墙、杀毒软件在用"}
    for number, note in said.items():
        upload = Upload("现场.jpg", [photo()]) if number in (3, 9) else None
        services.declare(manager, system, number, "conform", note, upload=upload, now=now)
    return system


def filed(cast: Cast, system: System) -> Filing:
    """The filing the authority has of it."""
    given = [
        CameraFields(camera.name, "一层", function_type="watch", structure_type="2", source=camera.code)
        for camera in system.cameras.all()
    ]
    one = draft(cast.manager, cameras=given)
    filings.take_over_system(cast.manager, one, system, now=NOW)
    handed_in = filings.submit(cast.manager, Filing.objects.get(pk=one.pk), incomplete=True, now=NOW)
    return filings.accept(cast.county_officer, handed_in, now=NOW)


def next_step(page: Page, number: int) -> None:
    """The one action that closes the gap of an item."""
    page.locator(f"#item-{number} td:last-child a").click()


def test_gaps_are_closed_one_by_one_until_the_inspector_may_come(
    people: Cast, opened: Opened, live_server: Any, settings: Any, tmp_path: Path
) -> None:
    settings.REGISTRY, settings.SECURE = [live_server.url], True
    system = nearly_ready(people)
    filing = filed(people, system)
    with kept_running(system):
        walk(opened(people.manager), filing, tmp_path)
    assert ReceivedAttestation.objects.get().statement["number"] == SelfCheck.objects.get().number
    assert Attestation.objects.get().state == "received"


def walk(page: Page, filing: Filing, tmp_path: Path) -> None:
    """From three gaps to a received attestation."""
    page.goto("/selfcheck")
    expect(page.get_by_role("heading", name="还有 3 项要办")).to_be_visible()
    assert_reachable(page)

    next_step(page, 4)
    page.get_by_role("button", name="现在查询").click()
    expect(page.locator("#item-4")).to_contain_text(f"备案 {filing.number} 第 1 版")

    next_step(page, 2)
    page.get_by_label("符合", exact=True).check()
    page.fill("#id_note", "东西两个入口，高 1.6 米")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("请附上照片")
    expect(page.locator("#id_note")).to_have_value("东西两个入口，高 1.6 米")
    (tmp_path / "标识.jpg").write_bytes(photo())
    page.set_input_files("#id_file", str(tmp_path / "标识.jpg"))
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#item-2")).to_contain_text("李经理")

    next_step(page, 12)
    page.fill("#id_happened_on", timezone.localdate().isoformat())
    page.fill("#id_result", "镜头清洁，录像抽查正常")
    page.get_by_role("button", name="保存").click()
    page.goto("/selfcheck")
    expect(page.get_by_text("今天适用的各项都符合")).to_be_visible()
    assert_reachable(page)

    page.get_by_role("button", name="保存本次自查并出具报告").click()
    expect(page.get_by_text("13 / 13")).to_be_visible()
    with page.expect_download() as report:
        page.get_by_role("link", name="自查报告 PDF").click()
    assert Path(report.value.path()).read_bytes().startswith(PDF[:5])
    page.get_by_role("button", name="签发自证声明").click()
    expect(page.get_by_text("待发送", exact=True)).to_be_visible()
    services.send_due(post=to_this_registry)
    page.reload()
    expect(page.get_by_text("公安机关已收到", exact=True)).to_be_visible()
    assert_reachable(page)


def test_the_pages_are_kind_on_a_phone_with_ugly_names(people: Cast, opened: Opened) -> None:
    system = system_of(people, cameras=3)
    system.name = "城南商场（含地下二层停车场、员工通道以及与地铁站厅连通部分）公共安全视频图像信息系统一期" * 2
    system.save()
    system.cameras.update(name="03-地下二层-B区-消防通道与卸货平台之间的那一台（2026年更换）" + "很长" * 10)
    recorded(system, timezone.now(), 12)
    services.keep(people.manager, system)
    kept = SelfCheck.objects.get()
    services.attest(people.manager, kept)
    services.certify(people.manager, system)
    page = opened(people.manager, "phone")
    for address in (
        "/selfcheck",
        f"/selfcheck/systems/{system.code}/items/2",
        f"/selfcheck/systems/{system.code}/items/7",
        f"/selfcheck/systems/{system.code}/filing",
        f"/selfcheck/systems/{system.code}/history",
        f"/selfcheck/systems/{system.code}/retention",
        f"/selfcheck/checks/{kept.code}",
    ):
        page.goto(address)
        assert_reachable(page)
        assert_fits(page)
