"""`{% why %}` and `{% because %}` stand ready in every template, for answers fresh and stored."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.template import engines
from django.utils import translation

from beholden.ground.lawbook.reading import book


def rendered(source: str, **context: Any) -> str:
    return engines["django"].from_string(source).render(context)


def test_why_links_to_the_article_and_nothing_links_nowhere() -> None:
    assert rendered('{% why "R14(1)" %}') == '<a class="why" href="/law/R14(1)">依据 R14(1)</a>'
    assert rendered('{% why "R17" "为什么" %}') == '<a class="why" href="/law/R17">为什么</a>'
    assert rendered('{% why "" %}') == ""


def test_what_a_citation_holds_is_escaped() -> None:
    assert "<script>" not in rendered("{% why cite %}", cite="<script>")


def test_because_unfolds_grounds_and_what_was_set_aside() -> None:
    answer = book().resolve("retention.floor", date(2026, 4, 1), "440305", {"premises": "kindergarten"})
    shown = rendered("{% because answer %}", answer=answer)
    assert "深圳学前教育条例56(2)" in shown
    assert "要求较低，已被吸收" in shown
    assert "须由人判断" in shown
    assert answer.rulebook[:16] in shown


def test_because_shows_an_answer_as_it_was_stored_with_an_act() -> None:
    answer = book().resolve("filing.review.online", date(2026, 4, 1), "130203")
    stored = json.loads(json.dumps(answer.as_dict()))
    fresh, kept = rendered("{% because answer %}", answer=answer), rendered("{% because answer %}", answer=stored)
    assert fresh == kept
    assert "须由人确认" in kept
    assert rendered("{% because answer %}", answer=None).strip() == ""
    assert rendered("{% because answer %}", answer={"error": "no rule in force"}).strip() == ""


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "事由、内容"), ("en", "reason, content")])
def test_a_value_is_shown_in_the_readers_words(language: str, words: str) -> None:
    with translation.override(language):
        assert words in rendered("{% law_value 'register.fields' value %}", value=("reason", "content", "unit", "name"))
