"""Legal texts: rank, validity, jurisdiction, and every article, paragraph and item with an anchor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from beholden.engines.rulebook.citations import Citation, parse
from beholden.engines.rulebook.errors import BadLawData, Spot, UnknownCitation
from beholden.engines.rulebook.ranks import NAMES, Rank
from beholden.engines.rulebook.reading import Entry, read_yaml

DIGITS = "〇一二三四五六七八九"
STATUS = ("law", "history", "list")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One 款 with its 项. ``verbatim`` is False where only the gist is held."""

    k: int
    text: str
    items: tuple[str, ...]
    verbatim: bool

    @property
    def whole(self) -> str:
        """The paragraph with its items, a line each, numbered as the law prints them."""
        return "\n".join((self.text, *(f"（{numeral(i)}）{item}" for i, item in enumerate(self.items, start=1))))


@dataclass(frozen=True, slots=True)
class Article:
    """One 条."""

    n: int
    title: str
    paragraphs: tuple[Paragraph, ...]
    spot: Spot

    @property
    def text(self) -> str:
        """All paragraphs and items, a line each."""
        return "\n".join(part.whole for part in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A legal text. ``until`` is the last day in force; None has no end. ``status`` history is never law."""

    id: str
    key: str
    title: tuple[str, str]
    number: str
    rank: Rank
    issuer: str
    at: str
    published: date | None
    from_: date | None
    until: date | None
    status: str
    whole: bool
    source: tuple[str, str]
    notes: tuple[tuple[str, str], ...]
    articles: dict[int, Article]
    spot: Spot

    def in_force(self, on: date) -> bool:
        """Whether this is law on the day; drafts and lists never are."""
        if self.status != "law" or self.from_ is None or on < self.from_:
            return False
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class Passage:
    """What a citation points at."""

    cite: str
    instrument: Instrument
    article: Article
    text: str
    verbatim: bool


@dataclass(slots=True)
class Shelf:
    """All instruments, by the key citations use."""

    by_key: dict[str, Instrument] = field(default_factory=dict)

    def passage(self, cite: str) -> Passage:
        """The text a citation points at. Raises UnknownCitation."""
        wanted = parse(cite)
        instrument = self.by_key.get(wanted.key)
        if instrument is None:
            known = "、".join(self.by_key)
            raise UnknownCitation(
                cite, f"中的“{wanted.key}”不在文本库（有：{known}）", f"names no text that is held ({known})"
            )
        article = instrument.articles.get(wanted.article)
        if article is None:
            raise UnknownCitation(
                cite,
                f"：{instrument.title[0]}没有（或未收录）第{wanted.article}条",
                f"names an article that {instrument.title[1]} lacks",
            )
        text, verbatim = _within(article, wanted, cite)
        return Passage(str(wanted), instrument, article, text, verbatim)


def _within(article: Article, wanted: Citation, cite: str) -> tuple[str, bool]:
    if not wanted.rest:
        return article.text, all(part.verbatim for part in article.paragraphs)
    only = article.paragraphs[0] if len(article.paragraphs) == 1 else None
    first, *more = wanted.rest
    if only is not None and only.items and not more:
        part, item = only, first  # M10(4): with one paragraph, the number is the item
    else:
        found = [part for part in article.paragraphs if part.k == first]
        if not found:
            raise UnknownCitation(
                cite, f"：第{article.n}条没有第{first}款", f"names paragraph {first}, which article {article.n} lacks"
            )
        part, item = found[0], more[0] if more else 0
    if item == 0:
        return part.whole, part.verbatim
    if len(more) > 1 or item > len(part.items):
        raise UnknownCitation(
            cite, f"：第{article.n}条没有第{item}项", f"names item {item}, which article {article.n} lacks"
        )
    return part.items[item - 1], part.verbatim


def numeral(number: int) -> str:
    """1 to 99 as Chinese numerals: 三, 十二, 二十一."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else DIGITS[tens]) + "十" if tens else ""
    return head + (DIGITS[ones] if ones else "")


def load_shelf(root: Path) -> Shelf:
    """Every text under `instruments/`. Raises BadLawData."""
    shelf = Shelf()
    for path in sorted((root / "instruments").rglob("*.yaml")):
        instrument = _instrument(read_yaml(root, path))
        other = shelf.by_key.get(instrument.key)
        if other is not None:
            raise BadLawData(
                instrument.spot,
                f"引用键“{instrument.key}”已由 {other.spot} 使用",
                f"the key '{instrument.key}' is taken by {other.spot}",
                "换一个引用键",
                "choose another key",
            )
        shelf.by_key[instrument.key] = instrument
    return shelf


def _instrument(entry: Entry) -> Instrument:
    articles: dict[int, Article] = {}
    result = Instrument(
        id=entry.text("id"),
        key=entry.text("key"),
        title=entry.both("title"),
        number=entry.text_or("number", ""),
        rank=Rank[entry.choice("rank", NAMES)],
        issuer=entry.text("issuer"),
        at=entry.text("at"),
        published=entry.day_or_none("published"),
        from_=entry.day_or_none("from"),
        until=entry.day_or_none("until"),
        status=entry.choice("status", STATUS),
        whole=entry.flag("whole", True),
        source=entry.both("source"),
        notes=tuple(_note(part) for part in entry.entries("notes")),
        articles=articles,
        spot=entry.spot,
    )
    if result.status == "law" and result.from_ is None:
        raise entry.wrong(
            "from", "现行文本须有施行日期", "a text in force needs its first day", "补上 from", "add 'from'"
        )
    for part in entry.entries("articles"):
        article = _article(part)
        if article.n in articles:
            raise part.wrong("n", f"第{article.n}条重复", f"article {article.n} stands twice", "删去一处", "delete one")
        articles[article.n] = article
    entry.done()
    return result


def _note(entry: Entry) -> tuple[str, str]:
    note = (entry.text("zh"), entry.text("en"))
    entry.done()
    return note


def _article(entry: Entry) -> Article:
    paragraphs = []
    for place, part in enumerate(entry.entries("paragraphs"), start=1):
        verbatim = part.has("text")
        text = part.text("text") if verbatim else part.text("gist")
        k = part.number("k") if part.has("k") else place
        paragraphs.append(Paragraph(k, text, part.words("items"), verbatim))
        part.done()
    article = Article(entry.number("n"), entry.text_or("title", ""), tuple(paragraphs), entry.spot)
    entry.done()
    if not paragraphs:
        raise entry.wrong(
            "paragraphs", "条文没有内容", "the article has no text", "补上 paragraphs", "add 'paragraphs'"
        )
    return article
