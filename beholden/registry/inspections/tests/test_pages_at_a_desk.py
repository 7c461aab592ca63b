"""The pages as a browser without scripts sends them: plan, walk, close; nothing typed is lost; bad files."""

from __future__ import annotations

from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection, InspectionPlan
from beholden.registry.inspections.tests.made import JPEG, MP4, NOW, begun, planned
from beholden.registry.inspections.tests.test_who_reads_what import browser

FORM = {
    "unit_name": "城南商场有限公司",
    "place": "北新道 1 号",
    "division": "130203",
    "place_category": "op_crowd",
    "kind": "general",
    "method": "on_site",
    "reason": "routine",
    "scheduled_on": "2026-11-20",
}


def do(client: Client, visit: Inspection, act: str, **form: Any) -> Any:
    return client.post(f"/inspections/{visit.code}/do/{act}", form)


@time_machine.travel(NOW, tick=False)
def test_a_visit_from_the_form_to_the_record_without_scripts(cast: Cast) -> None:
    officer = browser(cast.station_officer)
    team = [cast.station_officer.code, cast.county_officer.code]
    assert officer.post("/inspections/new", FORM).status_code == 422  # nobody named
    made = officer.post("/inspections/new", {**FORM, "officers": team})
    visit = Inspection.objects.get()
    assert made.headers["Location"] == f"/inspections/{visit.code}"
    twice = officer.post("/inspections/new", {**FORM, "officers": team})
    assert twice.status_code == 422
    assert visit.number in twice.content.decode()
    assert do(officer, visit, "begin", shown="identification").status_code == 302
    for item in range(1, 8):
        assert do(officer, visit, "answer", item=item, result="conform", provenance="seen", base=0).status_code == 302
    lost = do(officer, visit, "answer", item=2, result="violation", note="标识被绿植遮挡", base=0)
    assert lost.status_code == 409
    assert "标识被绿植遮挡" in lost.content.decode()
    early = do(officer, visit, "close")
    assert early.status_code == 422
    assert "执法记录仪" in early.content.decode()
    film = SimpleUploadedFile("现场.mp4", MP4)
    assert do(officer, visit, "attach", kind="body_camera", file=film).status_code == 302
    for code in team:
        assert do(officer, visit, "sign", signer="officer", manner="typed", account=code).status_code == 302
    assert do(officer, visit, "sign", signer="unit", manner="refused").status_code == 422
    assert do(officer, visit, "sign", signer="unit", manner="typed", name="李经理").status_code == 302
    assert do(officer, visit, "close").status_code == 302
    page = officer.get(f"/inspections/{visit.code}").content.decode()
    assert "检录〔2026〕130203-0001号" in page
    assert "李经理" not in page
    assert "李**" in page


@time_machine.travel(NOW, tick=False)
def test_a_file_is_told_by_its_content_and_a_thing_of_another_kind_is_one_sentence(cast: Cast) -> None:
    visit = begun(cast)
    officer = browser(cast.station_officer)
    for kind, body in (("photo", b"MZ not a picture"), ("photo", MP4), ("body_camera", JPEG), ("photo", b"")):
        answer = do(officer, visit, "attach", kind=kind, file=SimpleUploadedFile("x.jpg", body))
        assert answer.status_code == 422
        assert 'role="alert"' in answer.content.decode()
    assert not visit.evidence.exists()
    assert do(officer, visit, "attach", kind="photo", file=SimpleUploadedFile("x.exe", JPEG)).status_code == 302
    later = {"kind": "photo", "file": SimpleUploadedFile("x.jpg", JPEG), "taken_at": "2026-11-21T10:00"}
    assert "不能晚于现在" in do(officer, visit, "attach", **later).content.decode()
    for act, form in (("nothing", {}), ("answer", {"item": "x" * 50}), ("drop", {"piece": "e-1", "why": "拍错了位置"})):
        assert do(officer, visit, act, **form).status_code in (404, 422)


@time_machine.travel(NOW, tick=False)
def test_lists_filter_page_and_export(cast: Cast) -> None:
    for number in range(53):
        planned(cast, unit=None, unit_name=f"第 {number:02d} 店", place=f"{number} 号")
    officer = browser(cast.county_officer)
    page = officer.get("/inspections?view=planned").content.decode()
    assert page.count("<tr data-href") == 50
    after = page.split("after=")[1].split('"')[0]
    assert officer.get(f"/inspections?view=planned&after={after}").content.decode().count("<tr data-href") == 3
    assert officer.get("/inspections?view=all&q=第 07 店").content.decode().count("<tr data-href") == 1
    assert officer.get("/inspections?view=x&after=x_y&kind=x&reason=x").status_code == 200
    assert "第 07 店" in officer.get("/inspections/oversight?q=07").content.decode()
    assert officer.get("/inspections/oversight.xlsx?year=2026").status_code == 200


@time_machine.travel(NOW, tick=False)
def test_a_plan_is_drawn_up_approved_and_its_draw_begun_from_the_pages(cast: Cast) -> None:
    officer, chief = browser(cast.county_officer), browser(cast.supervisor)
    form = {"title": "抽查", "kind": "general", "starts": "2026-11-20", "ends": "2026-12-31", "note": "商贸中心"}
    assert officer.post("/inspections/plans/new", {**form, "ends": "2026-01-01"}).status_code == 422
    made = officer.post("/inspections/plans/new", form)
    plan = InspectionPlan.objects.get()
    address = f"/inspections/plans/{plan.code}"
    assert made.headers["Location"] == address
    assert officer.post(f"{address}/do/approve").status_code == 422
    assert officer.post(f"{address}/do/commit", {"size": "2"}).status_code == 422
    assert chief.post(f"{address}/do/approve").status_code == 302
    assert officer.post(f"{address}/do/commit", {"size": "2"}).status_code == 302
    fixed = {"source": "双色球第 2026135 期", "expected_at": "2026-11-21T21:15"}
    answer = officer.post(f"{address}/do/fix", fixed)
    assert answer.status_code == 422  # nobody has filed yet
    assert "双色球第 2026135 期" in answer.content.decode()
    assert officer.get(f"{address}/draw.json").status_code == 422
