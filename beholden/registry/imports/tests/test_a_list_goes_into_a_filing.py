"""From the upload to the cameras of the draft: what is right is taken, what is wrong is told, nothing half-way."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import translation
from openpyxl import load_workbook

from beholden.engines.cameralist.errors import REASONS
from beholden.engines.cameralist.findings import GRAVE, MILD, WHOLE
from beholden.ground.people.tests.cast import Cast
from beholden.ground.places.coordinates import convert, metres
from beholden.registry.filings import services as filings
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.tests.made import NOW, fresh, submitted
from beholden.registry.imports import checking, files, queries, services, wording
from beholden.registry.imports.models import CameraImport, State
from beholden.registry.imports.tests.uploaded import checked, content, empty_draft, row, uploaded

pytestmark = pytest.mark.django_db


def test_a_good_list_is_proposed_confirmed_checked_and_taken(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    found = uploaded(cast.manager, filing, [row(n) for n in range(1, 31)], "gb18030")
    assert (found.state, found.encoding, found.kind) == (State.UPLOADED, "gb18030", "csv")
    assert {"name", "position", "lon", "lat", "function_type", "area", "device_code"} <= found.mapping.keys()
    assert fresh(filing).camera_count == 0, "nothing is written before a person says so"
    found = services.confirm(cast.manager, found, found.mapping, datum="gcj02", now=NOW)
    assert (found.state, found.done, found.good, found.counts) == (State.CHECKED, 30, 30, {})
    found = services.take(cast.manager, found, "all", now=NOW)
    assert (found.state, found.taken) == (State.TAKEN, 30)
    camera = fresh(filing).cameras.get(number=1)
    assert (camera.name, camera.function_type, camera.datum) == ("001 号", "watch", "gcj02")
    assert camera.lon is not None and camera.lat is not None
    back = convert(camera.lon, camera.lat, "wgs84", "gcj02")
    assert metres(*back, camera.typed_lon, camera.typed_lat) < 0.1  # type: ignore[arg-type]
    with pytest.raises(Refused, match="已导入"):
        services.take(cast.manager, found, "all", now=NOW)
    assert fresh(filing).camera_count == 30


def test_all_means_all_and_good_leaves_the_bad_ones_out(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    rows = [row(1), row(2, name=""), row(3, lat="118.1", lon="39.6"), row(4, kind="测温")]
    found = checked(cast.manager, filing, rows)
    assert (found.done, found.good) == (4, 2)
    assert found.counts == {"name_missing": 1, "swapped": 1, "no_choice": 1}
    with pytest.raises(Refused) as refused:
        services.take(cast.manager, found, "all", now=NOW)
    assert refused.value.code == "some_bad"
    assert fresh(filing).camera_count == 0
    assert services.take(cast.manager, found, "good", now=NOW).taken == 2
    assert list(fresh(filing).cameras.values_list("name", "function_type")) == [("001 号", "watch"), ("004 号", "")]


def test_chosen_rows_are_taken_and_a_bad_or_absent_one_stops_all(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    found = checked(cast.manager, filing, [row(1), row(2, name=""), row(3), row(4)])
    for wanted, code in ([2, 3], "第 3 行"), ([2, 99], "第 99 行"), ([], "行号"):
        with pytest.raises(Refused, match=code):
            services.take(cast.manager, found, "chosen", wanted, now=NOW)
        found.refresh_from_db()
        assert fresh(filing).camera_count == 0
    assert services.take(cast.manager, found, "chosen", [2, 5], now=NOW).taken == 2
    assert list(fresh(filing).cameras.values_list("name", flat=True)) == ["001 号", "004 号"]


def test_a_camera_where_none_may_stand_is_found_with_its_article(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    words = checking.vocabulary().words["area"]
    area = next(code for code in words.values() if checking.Areas(filing, NOW.date()).forbidden(code))
    found = checked(cast.manager, filing, [row(1, area=area), row(2)])
    assert found.counts == {"forbidden_area": 1}
    assert found.good == 1
    line = next(queries.lines(found))
    assert line["f"][0][2].startswith("R8")


def test_the_second_list_knows_what_the_first_brought(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    rows = [row(n) for n in range(1, 6)]
    services.take(cast.manager, checked(cast.manager, filing, rows, "gcj02"), "good", now=NOW)
    again = checked(cast.manager, filing, [*rows, row(6)], "gcj02")
    assert again.counts == {"already_there": 5}
    assert services.take(cast.manager, again, "good", now=NOW).taken == 1
    other = checked(cast.manager, filing, rows, "wgs84")
    assert [code for code, *_values in other.whole] == ["datum_shift"], "the same numbers, said to be another datum"


def test_the_sheet_holds_each_row_that_needs_a_hand_in_words(cast: Cast) -> None:
    found = checked(cast.manager, empty_draft(cast.manager), [row(1), row(2, lon="0", lat="0"), row(3, name="=1+1")])
    cells = [[cell.value for cell in cells] for cells in load_workbook(files.sheet(found.code)).active.iter_rows()]  # type: ignore[union-attr]
    assert cells[0][:3] == ["行号", "发现的问题", "名称"]
    assert cells[1][:3] == ["3", "经纬度都是 0", "002 号"]
    assert len(cells) == 2


def test_what_is_no_list_is_refused_in_one_sentence_and_nothing_stays(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    for body, code in (
        (b"", "empty"),
        (b"%PDF-1.7", "not_a_list"),
        (b'{"a":1}', "json"),
        (b"\xff\x81\xff", "encoding"),
    ):
        with pytest.raises(Refused) as refused:
            services.upload(cast.manager, filing, "a.xlsx", [body], now=NOW)
        assert refused.value.code == code and refused.value.field == "file"
    assert not CameraImport.objects.exists()
    assert not list((files.folder("x").parent).glob("*"))


def test_the_size_is_bounded_while_it_comes_in(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 1_000)
    taken = []

    def endless() -> object:
        while True:
            taken.append(1)
            yield b"x" * 400

    with pytest.raises(Refused) as refused:
        services.upload(cast.manager, empty_draft(cast.manager), "a.csv", endless(), now=NOW)  # type: ignore[arg-type]
    assert refused.value.code == "too_large" and len(taken) == 3


def test_columns_that_make_no_sense_are_refused_at_their_field(cast: Cast) -> None:
    found = uploaded(cast.manager, empty_draft(cast.manager), [row(1)])
    cases = [
        ({"position": 1}, "wgs84", "name"),
        ({"name": 0, "lon": 2}, "wgs84", "lat"),
        ({"name": 0, "lon": 2, "lat": 3}, "", "datum"),
        ({"name": 0, "lon": 2, "lat": 3}, "bd09", "datum"),
        ({"name": 40}, "", "name"),
    ]
    for mapping, datum, field in cases:
        with pytest.raises(Refused) as refused:
            services.confirm(cast.manager, found, mapping, datum=datum, now=NOW)
        assert refused.value.field == field
    assert services.confirm(cast.manager, found, {"name": 0}, now=NOW).state == State.CHECKED


def test_another_encoding_reads_the_file_anew(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    found = services.upload(cast.manager, filing, "a.csv", [content([row(1)], "gb18030")], now=NOW)
    again = services.confirm(cast.manager, found, found.mapping, encoding="utf-8", now=NOW)
    assert again.state == State.UPLOADED and again.header[0] == "名称", "what cannot read it changes nothing"


def test_a_large_list_waits_for_the_job_and_a_killed_check_starts_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "AT_ONCE", 10)
    filing = empty_draft(cast.manager)
    found = checked(cast.manager, filing, [row(1), row(2)])
    assert found.state == State.TO_CHECK
    CameraImport.objects.update(state=State.CHECKING)
    assert services.work_all(NOW) == 0, "somebody works on it"
    assert services.work_all(NOW + timedelta(minutes=3)) == 1
    found.refresh_from_db()
    assert (found.state, found.good) == (State.CHECKED, 2)
    assert services.take(cast.manager, found, "good", now=NOW).state == State.TO_TAKE
    assert services.work_all(NOW) == 1
    assert fresh(filing).camera_count == 2
    assert services.work_all(NOW) == 0


def test_a_filing_handed_in_meanwhile_takes_nothing_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    filing = empty_draft(cast.manager)
    found = checked(cast.manager, filing, [row(1)])
    filings.withdraw(cast.manager, fresh(filing), now=NOW)
    found = CameraImport.objects.get(pk=found.pk)
    with pytest.raises(Refused, match="不能"):
        services.take(cast.manager, found, "good", now=NOW)
    monkeypatch.setattr(services, "_require", lambda by, filing: None)
    with pytest.raises(Refused, match="不能"):
        services.take(cast.manager, found, "good", now=NOW)
    assert fresh(filing).camera_count == 0


def test_only_who_may_write_the_cameras_brings_a_list(cast: Cast) -> None:
    filing = empty_draft(cast.manager)
    for other in (cast.guard, cast.other_manager, cast.county_officer, cast.auditor, cast.system_admin):
        with pytest.raises(Refused):
            uploaded(other, filing, [row(1)])
    found = uploaded(cast.manager, filing, [row(1)])
    for part, account in cast.accounts():
        assert (queries.one(account, found.code) is not None) == (part == "manager"), part
    handed_in = submitted(cast.manager)
    with pytest.raises(Refused):
        uploaded(cast.manager, handed_in, [row(1)])


def test_old_uploads_leave_the_disk_and_fresh_ones_stay(cast: Cast) -> None:
    found = uploaded(cast.manager, empty_draft(cast.manager), [row(1)])
    assert services.forget_old(NOW + timedelta(days=6)) == 0
    assert files.source(found.code).exists()
    assert services.forget_old(NOW + timedelta(days=8)) == 1
    assert not files.folder(found.code).exists()


def test_every_reason_and_finding_has_words_in_both_languages() -> None:
    assert set(wording.REASONS) == set(REASONS)
    assert set(wording.FINDINGS) == GRAVE | MILD | WHOLE
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for code in wording.FINDINGS:
                assert "%(" not in wording.finding(code, ("1", "2"))
    assert json.loads(json.dumps(sorted(GRAVE)))
