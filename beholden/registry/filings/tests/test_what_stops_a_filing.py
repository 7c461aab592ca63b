"""Places where none may look (R8), secret units (R10), places that owe no filing (R9, R33), papers of others (M6)."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import cameras, completeness, papers, queries, services, uploads
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing, FilingCamera
from beholden.registry.filings.tests.made import ANSWERS, CAMERAS, NOW, PDF, draft, fresh, submitted

FORBIDDEN = {
    "guest_room": "R8(1)(1)", "private_dining_room": "R8(1)(1)", "student_dormitory": "R8(1)(2)",
    "staff_rest_room": "R8(1)(2)", "bathroom": "R8(1)(3)", "toilet": "R8(1)(3)", "changing_room": "R8(1)(3)",
    "nursing_room": "R8(1)(3)", "fitting_room": "R8(1)(3)", "privacy_exposed": "R8(1)(4)",
}  # fmt: skip


@pytest.mark.parametrize("area", FORBIDDEN)
def test_a_camera_neither_stands_in_nor_sees_a_forbidden_area(cast: Cast, area: str) -> None:
    filing = draft(cast.manager)
    for fields in (CameraFields("里面", area=area), CameraFields("门外", area="entrance", sees=("other", area))):
        with pytest.raises(services.Refused) as refused:
            services.add_cameras(cast.manager, filing, [CameraFields("好的"), fields], now=NOW)
        assert (refused.value.code, refused.value.cite) == ("forbidden_area", FORBIDDEN[area])
        assert "第 4 台" in str(refused.value)
    assert filing.cameras.count() == len(CAMERAS)  # all or none


def test_consent_does_not_cure_it_and_a_change_of_a_camera_is_held_against_it_too(cast: Cast) -> None:
    filing = draft(
        cast.manager, near_secret_unit=True, consent_unit="某部", consent_number="1", consent_date="2026-01-01"
    )
    with pytest.raises(services.Refused):
        services.change_camera(cast.manager, filing, 1, CameraFields("01 大门", sees=("toilet",)), now=NOW)
    assert filing.cameras.get(number=1).sees == []


def test_what_came_in_another_way_is_stopped_when_it_is_handed_in(cast: Cast) -> None:
    filing = draft(cast.manager)
    FilingCamera.objects.filter(filing=filing, number=1).update(area="fitting_room")
    with pytest.raises(services.Refused) as refused:
        services.submit(cast.manager, filing, incomplete=True, now=NOW)
    assert refused.value.code == "forbidden_area"
    assert fresh(filing).state == "draft"


def test_consent_of_a_secret_unit_predates_the_installation(cast: Cast) -> None:
    near = [CameraFields("01", "一层", function_type="watch", near_secret=True, installed_on=date(2026, 10, 1))]
    given = {"near_secret_unit": True, "consent_unit": "某部", "consent_number": "军字 1 号"}
    for consent, fine in (("2026-10-01", False), ("2026-10-02", False), ("2026-09-30", True)):
        filing = draft(cast.manager, cameras=near, consent_date=consent, **given)
        if fine:
            assert services.submit(cast.manager, filing, now=NOW).state == "submitted"
            continue
        with pytest.raises(services.Refused) as refused:
            services.submit(cast.manager, filing, now=NOW)
        assert (refused.value.code, refused.value.cite) == ("consent_late", "R10")
    lacking = draft(cast.manager, cameras=near, near_secret_unit=True)
    review = completeness.review(papers.gathered(lacking), NOW.date())
    assert "secret_consent" in review.codes()


def test_no_draft_is_begun_where_nothing_is_owed(cast: Cast) -> None:
    for category, cite in (("other_public", "R9(2)"), ("non_public", "R33(1)")):
        with pytest.raises(services.Refused) as refused:
            services.start(cast.manager, place_category=category, now=NOW)
        assert (refused.value.code, refused.value.cite) == ("exempt", cite)
    assert not Filing.objects.exists()


def test_a_letter_of_another_unit_is_not_taken_and_ones_own_may_be_used_again(cast: Cast) -> None:
    submitted(cast.manager, letter=PDF)
    draft(cast.manager, letter=PDF)
    other = draft(cast.other_manager, letter=None, division="650502", unit_uscc="")
    with pytest.raises(services.Refused) as refused:
        services.attach(cast.other_manager, other, "authorisation_letter", "x.pdf", [PDF], now=NOW)
    assert refused.value.code == "letter_used"
    assert not other.attachments.filter(kind="authorisation_letter").exists()


def test_a_file_is_what_its_content_says_and_of_bounded_size(cast: Cast) -> None:
    filing = draft(cast.manager, letter=None)
    html = [b"<!doctype html><script>"] + [b" " * 1_000_000] * 40
    for chunks in (html, [b""], [b"PK\x03\x04zip"], [b"%PDF-"] + [b"x" * 1_000_000] * 11):
        with pytest.raises(services.Refused) as refused:
            services.attach(cast.manager, filing, "authorisation_letter", "授权书.pdf", chunks, now=NOW)
        assert refused.value.field == "file"
    folder = uploads.where("00").parent.parent
    assert not list(folder.glob(".*.part"))
    kept = services.attach(cast.manager, filing, "authorisation_letter", "../../etc/passwd\n.html", [PDF], now=NOW)
    assert kept.name.endswith(".pdf")
    assert "/" not in kept.name
    assert uploads.where(kept.sha256).read_bytes() == PDF


@pytest.mark.parametrize("value", ["<script>", "𠮷🙂", "' OR 1=1", "../../x", "ＡＢＣ", "0" * 60, "مرحبا", "a\u0301"])
def test_strange_text_is_kept_as_typed_in_every_field(cast: Cast, value: str) -> None:
    filing = draft(cast.manager)
    names = ("unit_name", "unit_address", "public_contact", "name", "location", "necessity", "operator_name")
    services.save_answers(cast.manager, filing, dict.fromkeys(names, value), now=NOW)
    services.add_cameras(cast.manager, filing, [CameraFields(value, value)], now=NOW)
    import unicodedata

    assert {fresh(filing).answers[name] for name in names} == {unicodedata.normalize("NFC", value)}


@pytest.mark.parametrize("name", ["unit_name", "location", "necessity", "consent_number"])
def test_invisible_characters_and_endless_text_are_refused_in_one_sentence(cast: Cast, name: str) -> None:
    filing = draft(cast.manager)
    for value in ("a\u202eb", "a\x00b", "a\u200bb", "长" * 5000):
        with pytest.raises(services.Refused) as refused:
            services.save_answers(cast.manager, filing, {name: value}, now=NOW)
        assert refused.value.field == name
    assert fresh(filing).answers.get(name) == ANSWERS.get(name)


def test_positions_are_kept_as_typed_and_as_wgs84(cast: Cast) -> None:
    filing = draft(cast.manager)
    typed = CameraFields("03", lon=118.190, lat=39.636, datum="gcj02")
    services.add_cameras(cast.manager, filing, [typed], now=NOW)
    camera = filing.cameras.get(number=3)
    assert (camera.typed_lon, camera.typed_lat, camera.datum) == (118.190, 39.636, "gcj02")
    assert camera.lon is not None and 0.003 < camera.typed_lon - camera.lon < 0.009
    assert camera.cell == cameras.cell(camera.lon, camera.lat)
    for wrong in (
        {"lon": 118.0},
        {"lon": 300.0, "lat": 1.0},
        {"lon": float("nan"), "lat": 1.0},
        {"lon": 1.0, "lat": 1.0},
    ):
        with pytest.raises(services.Refused):
            services.add_cameras(cast.manager, filing, [CameraFields("04", **wrong)], now=NOW)  # type: ignore[arg-type]


def test_a_draft_from_another_form_loses_nothing(cast: Cast) -> None:
    filing = draft(cast.manager)
    Filing.objects.filter(pk=filing.pk).update(answers={**filing.answers, "old_question": "旧答案"}, form=99)
    from beholden.registry.filings import answers

    assert answers.leftover(fresh(filing)) == {"old_question": "旧答案"}
    services.save_answers(cast.manager, fresh(filing), {"name": "新名称"}, now=NOW)
    assert fresh(filing).answers["old_question"] == "旧答案"
    services.submit(cast.manager, filing, now=NOW)
    assert queries.one(cast.county_officer, filing.code) is not None
