"""The thirteen items as the inspector asks them: what is measured, what is on paper, what a person declares (M10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera
from beholden.ground.systems.services import CameraFields, add_camera
from beholden.site.dossiers.refusals import Refused
from beholden.site.recordings.models import CameraDay
from beholden.site.selfcheck import answering, services
from beholden.site.selfcheck.models import Declaration, Provenance, Result
from beholden.site.selfcheck.services.declaring import Upload
from beholden.site.selfcheck.tests.made import JPEG, recorded, running, system_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def results(sheet: answering.Sheet) -> dict[int, str]:
    return {one.item.number: one.result for one in sheet.answers}


def test_a_new_system_says_of_every_item_what_is_open_and_what_closes_it(cast: Cast) -> None:
    sheet = answering.sheet(system_of(cast, now=NOW), NOW)
    assert [one.item.number for one in sheet.answers] == list(range(1, 14))
    assert sheet.asked == 13 and len(sheet.checklist.sha256) == len(sheet.rulebook) == 64
    for one in sheet.gaps:
        assert one.gap is not None and str(one.gap.action) and str(one.gap.says)
    found = results(sheet)
    assert found[5] == Result.VIOLATION  # the recorder does not run
    assert (found[4], found[7]) == (Result.NOT_SEEN, Result.NOT_SEEN)  # nobody was asked, nothing is recorded
    assert found[13] == Result.CONFORM


def test_other_public_places_are_asked_what_binds_them_and_non_public_ones_nothing(cast: Cast) -> None:
    shop = answering.sheet(system_of(cast, category="other_public", now=NOW), NOW)
    asked = {one.item.number for one in shop.answers if one.result != Result.NOT_APPLICABLE}
    assert asked == {1, 2, 3, 9, 10}
    assert {one.exempt for one in shop.answers if one.item.number not in asked} == {"R9(2)"}
    assert {one.item.number for one in shop.answers if one.focus} == {1, 2, 3}
    home = answering.sheet(system_of(cast, category="non_public", now=NOW), NOW)
    assert home.asked == 0 and {one.exempt for one in home.answers} == {"R33(1)"}


def test_one_camera_in_a_place_of_article_seven_brings_all_items(cast: Cast) -> None:
    system = system_of(cast, category="other_public", now=NOW)
    add_camera(
        cast.manager, system, CameraFields("站前", "rtsp://10.0.0.9/main", place_category="op_hub"), now=NOW
    )  # fmt: skip
    sheet = answering.sheet(system, NOW)
    assert sheet.asked == 13 and sheet.areas == {"other_public": 2, "op_hub": 1}


def test_a_camera_that_stands_still_is_named_and_one_that_runs_is_not(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    running(system)
    five = answering.sheet(system, NOW).answer(5)
    assert five is not None and (five.result, five.provenance) == (Result.CONFORM, Provenance.MEASURED)
    assert five.measured["recording"] == five.measured["cameras"] == 2
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=5), tick=False):  # the status file has grown old
        lost = answering.sheet(system, NOW).answer(5)
    assert lost is not None and lost.result == Result.VIOLATION and lost.measured["lost"] == 2
    assert lost.gap is not None and "01 大门" in str(lost.gap.says) and lost.gap.href.startswith("/cameras/")


def test_retention_is_attained_young_short_or_overdue(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 31)
    seven = answering.sheet(system, NOW).answer(7)
    assert seven is not None and seven.result == Result.CONFORM and seven.measured["days_attained"] == 31

    Camera.objects.update(created_at=NOW - timedelta(days=400))
    later = answering.sheet(system, NOW + timedelta(days=5)).answer(7)  # 36 days held, 30 owed: it should be gone
    assert later is not None and later.result == Result.VIOLATION and later.measured["overdue"] == 2
    assert later.gap is not None and later.gap.href == "/alarms"


def test_footage_that_is_younger_than_its_camera_is_short_and_a_young_camera_is_not(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 12)
    young = answering.sheet(system, NOW).answer(7)
    assert young is not None and young.result == Result.CONFORM and young.measured["cameras_young"] == 2
    Camera.objects.update(created_at=NOW - timedelta(days=60))
    short = answering.sheet(system, NOW).answer(7)
    assert short is not None and short.result == Result.VIOLATION and short.measured["cameras_short"] == 2


def test_whole_days_without_footage_are_asked_about_and_can_be_explained(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 31)
    CameraDay.objects.filter(day__in=[date(2026, 11, 3), date(2026, 11, 4)], camera=system.cameras.first()).delete()
    seven = answering.sheet(system, NOW).answer(7)
    assert seven is not None and seven.result == Result.NOT_SEEN and seven.measured["days_missing"] == 2
    assert seven.gap is not None and seven.gap.href.endswith("/items/7")
    services.declare(cast.manager, system, 7, "conform", "11月3日至4日供电局检修停电，有通知", now=NOW)
    told = answering.sheet(system, NOW).answer(7)
    assert told is not None and (told.result, told.provenance) == (Result.CONFORM, Provenance.DECLARED)
    assert told.measured["days_missing"] == 2


def test_a_declaration_answers_until_it_runs_out_and_is_then_asked_again(cast: Cast, settings: object) -> None:
    system = system_of(cast, now=NOW)
    made = services.declare(
        cast.manager, system, 2, "conform", "入口两侧", upload=Upload("标识.jpg", [JPEG]), now=NOW
    )  # fmt: skip
    two = answering.sheet(system, NOW).answer(2)
    assert two is not None and (two.result, two.provenance) == (Result.CONFORM, Provenance.DECLARED)
    assert two.evidence == (made.sha256,) and two.until == made.until and "李经理" in str(two.says[0][1])
    day_after = datetime(made.until.year, made.until.month, made.until.day, 12, tzinfo=UTC) + timedelta(days=1)
    again = answering.sheet(system, day_after).answer(2)
    assert again is not None and again.result == Result.NOT_SEEN and again.gap is not None
    assert "过期" in str(again.gap.says) and again.gap.href.endswith("/items/2")


def test_a_declared_gap_stays_a_gap_and_measured_items_cannot_be_declared(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    services.declare(cast.manager, system, 1, "violation", "由装修公司安装，正在更换", now=NOW)
    one = answering.sheet(system, NOW).answer(1)
    assert one is not None and one.result == Result.VIOLATION
    for number in (5, 7, 13, 14):
        with pytest.raises(Refused):
            services.declare(cast.manager, system, number, "conform", "都正常", now=NOW)
    assert Declaration.objects.count() == 1


@pytest.mark.parametrize(
    ("number", "result", "note", "upload", "field"),
    [
        (2, "conform", "贴好了", None, "file"),
        (2, "conform", "贴好了", Upload("标识.jpg", [b"GIF89a"]), "file"),
        (1, "conform", "", None, "note"),
        (1, "violation", " ", None, "note"),
        (1, "seen", "民警看过", None, "result"),
        (1, "conform", "很" * 501, None, "note"),
    ],
    ids=["no photo", "no picture", "nothing said", "gap without a word", "an officer's word", "too long"],
)
def test_a_declaration_that_says_too_little_is_refused_at_its_field(
    cast: Cast, number: int, result: str, note: str, upload: Upload | None, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        services.declare(cast.manager, system_of(cast, now=NOW), number, result, note, upload=upload, now=NOW)
    assert refused.value.field == field and str(refused.value)
    assert not Declaration.objects.exists()


def test_only_the_units_own_manager_declares(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    for account in (cast.guard, cast.other_manager, cast.auditor, cast.county_officer):
        with pytest.raises(PermissionDenied):
            services.declare(account, system, 1, "conform", "本单位安装", now=NOW)


def test_https_off_is_a_gap_that_no_declaration_covers(cast: Cast, settings: object) -> None:
    system = system_of(cast, now=NOW)
    services.declare(cast.manager, system, 11, "conform", "装有杀毒软件和防火墙", now=NOW)
    eleven = answering.sheet(system, NOW).answer(11)
    assert eleven is not None and eleven.result == Result.VIOLATION and eleven.provenance == Provenance.MEASURED
    settings.SECURE = True  # type: ignore[attr-defined]
    assert answering.sheet(system, NOW).answer(11).result == Result.CONFORM  # type: ignore[union-attr]
