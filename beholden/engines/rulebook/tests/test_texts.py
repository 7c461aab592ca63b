"""The five texts: complete, anchored, ranked, dated; citations resolve to the very words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from beholden.engines.rulebook import Rulebook, UnknownCitation
from beholden.engines.rulebook.citations import parse


@pytest.mark.parametrize(
    ("key", "articles", "rank", "status"),
    [
        ("R", 34, "行政法规", "law"), ("M", 22, "规范性文件", "law"), ("T", 42, "规范性文件", "law"),
        ("D", 35, "行政法规", "history"), ("H", 13, "规范性文件", "list"),
    ],
)  # fmt: skip
def test_each_text_is_whole_and_ranked(book: Rulebook, key: str, articles: int, rank: str, status: str) -> None:
    text = book.shelf.by_key[key]
    assert sorted(text.articles) == list(range(1, articles + 1))
    assert (text.rank.zh, text.status) == (rank, status)
    assert text.title[1]


@pytest.mark.parametrize(
    ("cite", "begins"),
    [
        ("R14(1)", "公共安全视频系统管理单位应当在系统投入使用之日起30日内"),
        ("R7(2)(3)", "客运列车"),
        ("R7(2)", "下列公共场所"),
        ("M10(4)", "是否备案"),
        ("M10(1)(4)", "是否备案"),
        ("R23(2)", "擅自改动"),
        ("T35", "违反本办法第十三条第三款"),
        ("D20", "公共安全视频图像信息系统的使用单位"),
        ("H3", "不得拍摄涉密单位信息"),
        ("反恐怖主义法32(3)", "重点目标的管理单位"),
        ("R14（1）", "公共安全视频系统管理单位"),
    ],
)
def test_a_citation_resolves_to_the_words(book: Rulebook, cite: str, begins: str) -> None:
    assert book.passage(cite).text.startswith(begins)


@pytest.mark.parametrize(
    "cite", ["", "R", "R0x", "14(1)", "R99", "R14(9)", "R7(2)(9)", "R7(2)(1)(1)", "X1", "某某法1", "R14(1)(1)"]
)
def test_a_citation_that_points_nowhere_is_refused(book: Rulebook, cite: str) -> None:
    assert book.passage("R14").text
    with pytest.raises(UnknownCitation) as caught:
        book.passage(cite)
    assert caught.value.zh.startswith("引用")


def test_a_citation_survives_being_taken_apart_and_written_again() -> None:
    for text in ("R14(1)", "R7(2)(3)", "M10(4)", "T35", "反恐怖主义法32(3)"):
        assert str(parse(text)) == text


def test_the_regulation_is_in_force_from_its_day_and_the_draft_never(book: Rulebook) -> None:
    regulation, draft = book.shelf.by_key["R"], book.shelf.by_key["D"]
    assert not regulation.in_force(date(2025, 3, 31))
    assert regulation.in_force(date(2025, 4, 1))
    assert not any(draft.in_force(date(year, 6, 1)) for year in range(2010, 2040))


def test_tangshan_ends_two_years_after_issue(book: Rulebook) -> None:
    measures = book.shelf.by_key["T"]
    assert measures.at == "130200"
    days = (date(2025, 4, 29), date(2025, 4, 30), date(2027, 4, 30), date(2027, 5, 1))
    assert [measures.in_force(day) for day in days] == [False, True, True, False]


def test_fragments_say_that_they_hold_only_the_gist(book: Rulebook) -> None:
    passage = book.passage("殡葬管理条例28(2)")
    assert not passage.verbatim
    assert not passage.instrument.whole
    assert passage.instrument.source
    assert book.passage("R17").verbatim


def test_the_destroyed_digit_stays_destroyed(book: Rulebook) -> None:
    assert "〔?〕个工作日内" in book.passage("M7").text


def test_the_thirteen_items_are_the_text_of_the_provisions(book: Rulebook) -> None:
    checklist = book.checklist(date(2026, 1, 1))
    assert [item.number for item in checklist.items] == list(range(1, 14))
    assert [item.number for item in checklist.items if item.group == "general"] == [1, 2, 3, 4, 5, 6, 7]
    assert [item.number for item in checklist.items if item.other_places == "focus"] == [1, 2, 3]
    assert [item.number for item in checklist.items if item.other_places == "applies"] == [9, 10]
    for item in checklist.items:
        assert item.question[0] in book.passage(item.cite).text
        assert item.standard == book.passage(item.hami).text


def test_a_version_of_the_list_is_pinned_by_what_it_says(book: Rulebook) -> None:
    found = book.checklist(date(2026, 1, 1))
    elsewhere = replace(found, items=tuple(replace(item, spot=replace(item.spot, line=1)) for item in found.items))
    assert elsewhere.sha256 == found.sha256
    softened = replace(found.items[3], violation="P-0b")
    assert replace(found, items=(*found.items[:3], softened, *found.items[4:])).sha256 != found.sha256
    assert replace(found, until=date(2030, 1, 1)).sha256 != found.sha256


def test_items_exempt_at_other_places_rest_on_the_articles_r9_exempts(book: Rulebook) -> None:
    exempt = {"11", "14", "15", "16", "17"}
    for item in book.checklist(date(2026, 1, 1)).items:
        articles = {str(parse(cite).article) for cite in item.duty}
        assert (item.other_places == "exempt") == bool(articles & exempt)


def test_items_are_numbered_as_the_law_prints_them(book: Rulebook) -> None:
    assert "\n（十三）是否采取规范内部人员" in book.passage("M10").text
    assert "\n（三）客运列车" in book.passage("R7(2)").text
    assert "\n（十）卫生健康委员会" in book.passage("T8").text
