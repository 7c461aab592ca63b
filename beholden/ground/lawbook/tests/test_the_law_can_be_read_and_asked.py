"""Anybody reads the law article by article, follows a citation to it, and asks a rule on a page."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from beholden.ground.lawbook.reading import book, covers

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    return Client()


def page(browser: Client, path: str, status: int = 200, **query: str) -> str:
    answer = browser.get(path, query)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def test_a_stranger_sees_the_five_texts_and_how_many_articles_are_accounted_for(stranger: Client) -> None:
    shown = page(stranger, "/law")
    for key in "RMTHD":
        assert f'href="/law/texts/{key}"' in shown
    assert f"{len(covers())} 条，{len(covers())} 条有规则" in shown
    assert "历史，不是法" in shown


def test_every_text_is_shown_article_by_article_with_what_carries_it(stranger: Client) -> None:
    for key, text in book().shelf.by_key.items():
        shown = page(stranger, f"/law/texts/{key}")
        for number in text.articles:
            assert f'id="a-{number}"' in shown
    shown = page(stranger, "/law/texts/R")
    assert 'href="/law/rules/retention.floor"' in shown
    assert 'href="/law/rules/P-29"' in shown
    assert 'id="a-7-2-3"' in shown
    assert "（三）客运列车" in shown
    assert page(stranger, "/law/texts/X", 404)


def test_an_article_without_a_rule_says_why(stranger: Client) -> None:
    assert "鼓励创新、标准和行业自律，属国家和行业组织的职责" in page(stranger, "/law/texts/R")


@pytest.mark.parametrize(
    ("cite", "place"),
    [
        ("R17", "/law/texts/R#a-17"), ("R14(1)", "/law/texts/R#a-14-1"), ("R7(2)(3)", "/law/texts/R#a-7-2-3"),
        ("M10(4)", "/law/texts/M#a-10-4"), ("T35", "/law/texts/T#a-35"), ("H3", "/law/texts/H#a-3"),
    ],
)  # fmt: skip
def test_a_citation_leads_to_its_article_and_the_anchor_is_there(stranger: Client, cite: str, place: str) -> None:
    answer = stranger.get(f"/law/{cite}")
    assert (answer.status_code, answer["Location"]) == (302, place)
    path, anchor = place.split("#")
    assert f'id="{anchor}"' in page(stranger, path)


def test_every_citation_of_every_rule_leads_to_an_anchor(stranger: Client) -> None:
    texts: dict[str, str] = {}
    cites = {cite for rule in book().rules.values() for cite in rule.cites()}
    cites |= {cite for what in book().violations.values() for cite in what.cites()}
    for cite in sorted(cites):
        place = stranger.get(f"/law/{cite}")["Location"]
        path, anchor = place.split("#")
        if path not in texts:
            texts[path] = stranger.get(path).content.decode()
        assert f'id="{anchor}"' in texts[path], cite


def test_a_citation_that_points_nowhere_says_so(stranger: Client) -> None:
    assert stranger.get("/law/R17").status_code == 302
    assert "没有（或未收录）第99条" in page(stranger, "/law/R99", 404)
    assert "写法不对" in page(stranger, "/law/nonsense", 404)


def test_the_list_of_rules_narrows_by_word_and_by_article(stranger: Client) -> None:
    everything = page(stranger, "/law/rules")
    assert all(f"/law/rules/{name}" in everything for name in (*book().rules, *book().violations))
    assert "filing.term.new" not in page(stranger, "/law/rules", q="register")
    assert "filing.term.new" in page(stranger, "/law/rules", q="R14(1)")
    assert "没有这样的规则" in page(stranger, "/law/rules", q="不存在的词")


def test_a_rule_is_asked_for_day_place_and_facts_and_shows_its_working(stranger: Client) -> None:
    query = {"on": "2026-03-30", "at": "130200", "fact.premises": "funeral_key_area"}
    shown = page(stranger, "/law/rules/retention.floor", **query)
    assert "90 日" in shown
    assert "/law/%E6%AE%A1%E8%91%AC%E7%AE%A1%E7%90%86%E6%9D%A1%E4%BE%8B28(2)" in shown
    assert "未采用" in shown
    before = page(stranger, "/law/rules/retention.floor", **{**query, "on": "2026-03-29"})
    assert '<p class="fs-4">30 日</p>' in before


def test_no_rule_in_force_is_said_and_is_no_zero(stranger: Client) -> None:
    shown = page(
        stranger, "/law/rules/retention.floor", on="2026-03-30", at="130200", **{"fact.place_category": "other_public"}
    )
    assert "没有可适用的“retention.floor”" in shown
    assert "R9(2)" in shown


def test_a_term_shows_its_due_date_and_when_it_is_provisional(stranger: Client) -> None:
    assert "2026-03-12" in page(stranger, "/law/rules/reinspection.term", on="2026-03-09", at="130202")
    shown = page(stranger, "/law/rules/reinspection.term", on="2026-12-30", at="130202")
    assert "2027-01-05" in shown
    assert "暂定" in shown
    moved = page(stranger, "/law/rules/filing.term.new", on="2025-06-12", at="130202")
    assert "严格日期 2025-07-12" in moved


@pytest.mark.parametrize("query", [{"on": "soon"}, {"at": ""}, {"fact.premises": "shop"}, {"at": "1302001"}])
def test_a_wrong_answer_in_the_form_keeps_the_page(stranger: Client, query: dict[str, str]) -> None:
    assert "有内容需要修改" in page(stranger, "/law/rules/retention.floor", 422, **query)


def test_a_place_that_does_not_exist_is_said_in_one_sentence(stranger: Client) -> None:
    assert "不在行政区划表中" in page(stranger, "/law/rules/retention.floor", at="999999")


def test_every_rule_and_violation_has_a_page(stranger: Client) -> None:
    for name in (*book().rules, *book().violations):
        shown = page(stranger, f"/law/rules/{name}", on="2026-04-01", at="130203")
        assert name in shown
    assert page(stranger, "/law/rules/no.such.rule", 404)


def test_a_violation_shows_range_blocks_and_what_is_owed(stranger: Client) -> None:
    shown = page(stranger, "/law/rules/P-29", on="2026-05-06", at="130202")
    assert "责令限期改正" in shown
    assert "0–10000" in shown
    assert "还不能罚款" in shown
    assert "由人决定" in shown
    ordered = {
        "fact.order.issued": "2026-04-01",
        "fact.order.expires": "2026-04-20",
        "fact.reinspection.refused": "true",
    }
    assert "还不能罚款" not in page(stranger, "/law/rules/P-29", on="2026-05-06", at="130202", **ordered)


def test_the_calendars_name_their_notices_and_2027_is_absent(stranger: Client) -> None:
    shown = page(stranger, "/law/calendars")
    assert "国办发明电〔2024〕12号" in shown
    assert 'id="cn-2026"' in shown
    assert "文号凭记录" in shown
    assert 'id="cn-2027"' not in shown


def test_english_is_complete_on_the_pages_of_the_law(stranger: Client) -> None:
    stranger.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = page(stranger, "/law/rules/retention.floor", on="2026-03-30", at="130200")
    assert "Shortest time footage must be kept" in shown
    assert "30 days" in shown
    assert "taken as not falling under R9(2)" in shown
    assert "Peeping" in page(stranger, "/law/rules/P-27-1", on="2026-05-06", at="130202")
