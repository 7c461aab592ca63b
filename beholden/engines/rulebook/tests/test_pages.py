"""The readable pages stand in `docs/know/law/` and are those of the data."""

from __future__ import annotations

from pathlib import Path

from beholden.engines.rulebook import Rulebook
from beholden.engines.rulebook.cases import load_cases
from beholden.engines.rulebook.pages import pages, write_pages
from beholden.engines.rulebook.tests.conftest import LAW

FOLDER = LAW.parent / "docs" / "know" / "law"


def test_the_pages_in_the_repository_are_those_of_the_data(book: Rulebook) -> None:
    made = pages(book, load_cases(LAW))
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert sorted(kept) == sorted(made), "run: beholden law pages"
    stale = [name for name in made if made[name] != kept[name]]
    assert stale == [], "run: beholden law pages"


def test_every_rule_and_violation_has_a_page_with_its_articles(book: Rulebook) -> None:
    made = pages(book, load_cases(LAW))
    for rule in book.rules.values():
        page = made[f"{rule.id}.md"]
        assert rule.title[0] in page
        assert all(item.cite in page for item in rule.provisions)
    for what in book.violations.values():
        assert what.quote in made[f"{what.id}.md"]


def test_what_is_not_certain_says_so_on_its_page(book: Rulebook) -> None:
    page = pages(book, [])["filing.review.online.md"]
    assert "未经查核" in page
    assert "假定" in page


def test_pages_nothing_stands_behind_are_removed(book: Rulebook, tmp_path: Path) -> None:
    (tmp_path / "gone.md").write_text("old", encoding="utf-8")
    (tmp_path / "keep.txt").write_text("not ours", encoding="utf-8")
    count = write_pages(book, [], tmp_path)
    assert not (tmp_path / "gone.md").exists()
    assert (tmp_path / "keep.txt").exists()
    assert len(list(tmp_path.glob("*.md"))) == count
