"""Template tags for every page: the link to an article, and an answer unfolded to its grounds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from beholden.engines.rulebook import Answer
from beholden.ground.lawbook import reading

register = template.Library()


def address(cite: str) -> str:
    """Where a citation is shown: `/law/R14(1)`."""
    return "/law/" + quote(cite, safe="()")


@register.simple_tag
def why(cite: str, words: str = "") -> SafeString:
    """The small link to an article: `{% why "R17" %}`, or with words of its own."""
    if not cite:
        return SafeString("")
    text = words or f"{gettext('依据')} {cite}"
    return format_html('<a class="why" href="{}">{}</a>', address(cite), text)


@register.simple_tag
def law_value(rule: str, value: Any) -> str:
    """A value of a rule in words, with its unit."""
    found = reading.book().rules.get(rule)
    return reading.book().shown(rule, value, reading.language()) if found else str(value)


@register.simple_tag
def law_word(rule: str, word: str) -> str:
    """One word of a rule in the reader's language, without a unit."""
    labels = {**reading.book().words, **reading.book().rule(rule).labels}
    return reading.pick(labels[word]) if word in labels else word


@register.inclusion_tag("lawbook/because.html")
def because(answer: Answer | dict[str, Any] | None, opened: bool = False) -> dict[str, Any]:
    """An answer with its working, from the engine or as stored with an act."""
    body = answer.as_dict() if isinstance(answer, Answer) else (answer or {})
    english = reading.language() == "en"
    key, note = ("en", "note_en") if english else ("zh", "note")
    grounds = [{**ground, "shown_note": ground.get(note, "")} for ground in body.get("because", ())]
    aside = [
        {"cite": item["cite"], "says": item.get(key, "")}
        for item in body.get("considered", ())
        if item.get("why") not in ("condition", "unknown")
    ]
    warnings = [item.get(key, "") for item in (*body.get("conflicts", ()), *body.get("assumed", ()))]
    return {"grounds": grounds, "aside": aside, "warnings": warnings, "opened": opened, "body": body}
