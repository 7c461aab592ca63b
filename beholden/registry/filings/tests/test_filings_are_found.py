"""Lists and search: by a piece of the name or a part of the number, in the order of the due day, along an index."""

from __future__ import annotations

import pytest
from django.db import connection

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import queries, services, terms
from beholden.registry.filings.models import Filing, SearchTerm
from beholden.registry.filings.services import finding
from beholden.registry.filings.tests.made import NOW, draft, filed, submitted

pytestmark = pytest.mark.django_db


def found(account: Account, words: str) -> list[str]:
    return [one.unit_name for one in queries.page(queries.search(queries.visible_to(account), words, account)).filings]


@pytest.mark.parametrize("few", [1_000, 1], ids=["by terms", "on a walk"])
def test_a_piece_of_the_name_or_a_part_of_the_number_is_enough(
    cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "_FEW", few)
    one = submitted(cast.manager, unit_name="天山KTV（北）100%有限公司")
    submitted(cast.manager, unit_name="路北第一小学")
    assert one.number is not None
    for words in (
        "天山",
        "KTV",
        "ktv（北）",
        "100%有",
        "天山KTV（北）100%有限公司",
        one.code,
        one.number,
        "130203-0001",
    ):
        assert found(cast.county_officer, f" {words} ") == [one.unit_name], words
        assert one.unit_name in found(cast.manager, words)
    for words in ("山天", "%北", "天山KTV（北）100%有限公司分店", "\x00\x00？", "𠀀", "' OR 1=1 --", "\ud800"):
        assert found(cast.county_officer, words) == [], words
    assert len(found(cast.county_officer, " \x00 ")) == 2
    assert found(cast.auditor, "天山") == []


def test_many_are_found_wherever_in_the_area_they_lie(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "_FEW", 3)
    for name in ("重重小学", "重重中学"):  # one name begins so at two of its places, and is one filing all the same
        submitted(cast.manager, unit_name=name)
    submitted(cast.manager, unit_name="重阳敬老院")
    assert set(found(cast.county_officer, "重")) == {"重重小学", "重重中学", "重阳敬老院"}
    assert set(found(cast.city_officer, "130203")) == {"重重小学", "重重中学", "重阳敬老院"}  # all in one county
    elsewhere = submitted(cast.manager, unit_name="重山影院")
    Filing.objects.filter(pk=elsewhere.pk).update(division="130202", number="备〔2026〕130202-0001")
    elsewhere.refresh_from_db()
    finding.refresh(elsewhere)
    assert set(found(cast.city_officer, "重")) == {"重重小学", "重重中学", "重阳敬老院", "重山影院"}
    assert found(cast.city_officer, "130202") == ["重山影院"]
    assert found(cast.county_officer, "130202") == found(cast.other_county_officer, "重") == []


def test_a_filing_is_found_by_the_name_it_has_now_and_not_before_it_is_handed_in(cast: Cast) -> None:
    one = draft(cast.manager, unit_name="旧名商场")
    assert found(cast.manager, "旧名") == ["旧名商场"]
    assert not SearchTerm.objects.exists()
    one = services.submit(cast.manager, one, now=NOW)
    assert found(cast.county_officer, "旧名") == ["旧名商场"]
    services.ask_once(cast.county_officer, one, by_eye=["letter.no_seal"], now=NOW)
    services.save_answers(cast.manager, one, {"unit_name": "新名商场"}, now=NOW)
    services.submit(cast.manager, one, incomplete=True, now=NOW)
    assert (found(cast.county_officer, "旧名"), found(cast.county_officer, "新名")) == ([], ["新名商场"])
    kept = {bytes(text) for text in SearchTerm.objects.values_list("text", flat=True)}
    assert kept == terms.of("新名商场", str(Filing.objects.get().number))


def test_terms_lie_where_the_filing_lies(cast: Cast) -> None:
    one = submitted(cast.manager, unit_name="山海天")
    assert set(SearchTerm.objects.values_list("county", flat=True)) == {"130203"}
    Filing.objects.filter(pk=one.pk).update(division="130299")  # never was one
    one.refresh_from_db()
    finding.refresh(one)
    assert set(SearchTerm.objects.values_list("county", flat=True)) == {""}
    assert found(cast.city_officer, "海天") == ["山海天"]


def test_pages_follow_each_other_without_a_gap_whatever_is_due(cast: Cast) -> None:
    for _each in range(3):
        filed(cast.manager, cast.county_officer)
        submitted(cast.manager)
    seen = queries.visible_to(cast.county_officer)
    after, codes = "", []
    while True:
        page = queries.page(seen, after, size=2)
        codes += [one.code for one in page.filings]
        after = page.after
        if not after:
            break
    dated, others = seen.filter(due__isnull=False), seen.filter(due__isnull=True)
    wanted = [*dated.order_by("due", "-id"), *others.order_by("-id")]
    assert codes == [one.code for one in wanted]
    assert queries.page(seen, "nonsense_x").filings == queries.page(seen).filings
    assert queries.page(seen, f"9999-12-31_{10**30}").filings == queries.page(seen.filter(due__isnull=True)).filings


@pytest.mark.parametrize("part", ["county_officer", "city_officer"])
def test_a_list_walks_along_the_index_of_its_level(cast: Cast, part: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the plan is told in SQLite's words")
    account = getattr(cast, part)
    listed = queries.tab(queries.visible_to(account), "mine", NOW.date()).order_by("due_or_never", "-pk")[:51]
    plan = listed.explain()
    assert f"USING INDEX filing_of_{part.removesuffix('_officer')} " in plan
    assert "TEMP B-TREE" not in plan
