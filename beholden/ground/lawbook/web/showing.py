"""What pages show of texts, rules and calendars, in the reader's language; nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from beholden.engines.rulebook.calendars import Year
from beholden.engines.rulebook.citations import parse
from beholden.engines.rulebook.coverage import Cover
from beholden.engines.rulebook.instruments import Article, Instrument, Passage, numeral
from beholden.engines.rulebook.provisions import Provision
from beholden.engines.rulebook.rules import Rule
from beholden.engines.rulebook.wording import READINGS
from beholden.ground.lawbook.reading import book, language, pick


def text_row(text: Instrument) -> dict[str, Any]:
    """A text as a list shows it."""
    return {
        "key": text.key, "title": pick(text.title), "number": text.number, "rank": pick((text.rank.zh, text.rank.en)),
        "issuer": text.issuer, "place": book().divisions.name(text.at), "from": text.from_, "until": text.until,
        "status": text.status, "whole": text.whole, "source": pick(text.source),
        "notes": [pick(note) for note in text.notes], "articles": len(text.articles),
    }  # fmt: skip


def anchor(passage: Passage) -> str:
    """The place of a citation on the page of its text."""
    wanted, parts = parse(passage.cite), passage.article.paragraphs
    rest = wanted.rest
    if len(parts) == 1 and parts[0].items:
        rest = rest[-1:]  # the only paragraph is not named: M10(4), not M10(1)(4)
    return "-".join(["a", str(wanted.article), *map(str, rest)])


def article(text: Instrument, found: Article, covers: dict[str, Cover]) -> dict[str, Any]:
    """One article with its paragraphs and what carries it."""
    cite = f"{text.key}{found.n}"
    cover = covers.get(cite)
    rows = [book().plan.rows[name] for name in cover.rows] if cover else []
    return {
        "cite": cite, "n": found.n, "title": found.title, "paragraphs": list(_paragraphs(text, found)), "cover": cover,
        "screens": [{"says": pick(row.says), "rooms": row.rooms, "screens": row.screens} for row in rows],
        "why": pick(cover.reason.says) if cover and cover.reason else "",
    }  # fmt: skip


def _paragraphs(text: Instrument, found: Article) -> Iterator[dict[str, Any]]:
    only = len(found.paragraphs) == 1
    for part in found.paragraphs:
        items = [
            {
                "anchor": f"a-{found.n}-{place}" if only else f"a-{found.n}-{part.k}-{place}",
                "text": item,
                "mark": numeral(place),
            }
            for place, item in enumerate(part.items, start=1)
        ]
        own = "" if only and part.items else f"a-{found.n}-{part.k}"
        yield {"anchor": own, "text": part.text, "items": items, "verbatim": part.verbatim}


def rule_rows() -> list[dict[str, Any]]:
    """Rules and violations as a list shows them."""
    rows = []
    for rule in book().rules.values():
        cites = list(dict.fromkeys(item.cite for item in rule.provisions))
        rows.append(
            {
                "id": rule.id,
                "title": pick(rule.title),
                "cites": cites,
                "searched": _searched(rule.id, rule.title, cites),
            }
        )
    for what in book().violations.values():
        cites = [what.passage.cite]
        rows.append(
            {
                "id": what.id,
                "title": pick(what.title),
                "cites": cites,
                "searched": _searched(what.id, what.title, cites),
            }
        )
    return rows


def _searched(id: str, title: tuple[str, str], cites: list[str]) -> str:
    return " ".join((id, *title, *cites)).lower()


def rule_head(rule: Rule) -> dict[str, Any]:
    """A rule without its provisions."""
    return {
        "id": rule.id, "title": pick(rule.title), "says": pick(rule.says), "starts": pick(rule.starts),
        "kind": rule.kind, "history": rule.history,
        "myths": [{"cite": myth.passage.cite, "says": pick(myth.says)} for myth in rule.myths],
    }  # fmt: skip


def provision(rule: Rule, item: Provision) -> dict[str, Any]:
    """One dated value with its article and conditions."""
    return {
        "value": book().shown(rule.id, item.value, language()), "cite": item.cite, "quote": item.quote,
        "verbatim": item.passage.verbatim, "title": pick(item.instrument.title),
        "rank": pick((item.rank.zh, item.rank.en)), "from": item.from_, "until": item.until or item.instrument.until,
        "place": "" if item.at == "000000" else book().divisions.name(item.at),
        "when": [pick(book().facts[test.fact].says) for test in item.when],
        "unless": list(dict.fromkeys(part.cite for part in item.unless)),
        "restated": [passage.cite for passage in item.restated],
        "reading": "" if item.reading == "law" else pick(READINGS[item.reading]), "note": pick(item.note),
    }  # fmt: skip


def year(one: Year) -> dict[str, Any]:
    """A calendar year: its notice, holidays as spans, make-up working days."""
    spans: list[dict[str, Any]] = []
    for day, name in sorted(one.off.items()):
        last = spans[-1] if spans else None
        if last and last["name"] == name and last["to"] + timedelta(days=1) == day:
            last["to"] = day
        else:
            spans.append({"name": name, "from": day, "to": day})
    return {
        "year": one.year, "title": one.title, "number": one.number, "addresses": one.addresses,
        "certain": one.reading == "law", "source": pick(one.source), "spans": spans, "work": sorted(one.work),
    }  # fmt: skip
