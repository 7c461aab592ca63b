"""YAML of the law is read strictly."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from beholden.engines.rulebook.errors import BadLawData
from beholden.engines.rulebook.reading import MAX_BYTES, Entry, read_rows, read_yaml


def entry(folder: Path, text: str) -> Entry:
    (folder / "trial.yaml").write_text(text, encoding="utf-8")
    return read_yaml(folder, folder / "trial.yaml")


def test_values_come_back_with_their_kinds_and_lines(tmp_path: Path) -> None:
    top = entry(tmp_path, "name: 试\nnumber: 3\nday: 2025-04-01\nyes: true\nlist: [a, b]\nat: {zh: 甲, en: a}\n")
    assert (top.text("name"), top.number("number"), top.day("day")) == ("试", 3, date(2025, 4, 1))
    assert top.flag("yes", False)
    assert top.words("list") == ("a", "b")
    assert top.both("at") == ("甲", "a")
    assert top.at("list").line == 5
    top.done()


def test_the_words_on_off_yes_and_no_stay_words(tmp_path: Path) -> None:
    top = entry(tmp_path, "on: off\nyes: no\n")
    assert top.names() == ["on", "yes"]
    assert (top.text("on"), top.text("yes")) == ("off", "no")


def test_a_missing_key_says_which_and_how_to_mend_it(tmp_path: Path) -> None:
    top = entry(tmp_path, "name: 试\n")
    assert top.text("name") == "试"
    with pytest.raises(BadLawData, match=r"trial.yaml:1: 缺少“title”；改法：补上“title”"):
        top.text("title")


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("x: [1]\n", lambda top: top.text("x")),
        ("x: true\n", lambda top: top.number("x")),
        ("x: 3\n", lambda top: top.flag("x", False)),
        ("x: soon\n", lambda top: top.day("x")),
        ("x: [1, 2]\n", lambda top: top.words("x")),
        ("x: text\n", lambda top: top.entry("x")),
        ("x: [text]\n", lambda top: top.entries("x")),
        ("x: purple\n", lambda top: top.choice("x", ("red", "blue"))),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_line(tmp_path: Path, text: str, ask: object) -> None:
    top = entry(tmp_path, text)
    with pytest.raises(BadLawData) as caught:
        ask(top)  # type: ignore[operator]
    assert caught.value.spot.line == 1
    assert "改法" in caught.value.zh


def test_a_key_nobody_asked_for_is_refused(tmp_path: Path) -> None:
    top = entry(tmp_path, "name: 试\nextra: 1\n")
    top.text("name")
    with pytest.raises(BadLawData, match=r"trial.yaml:2: 不认识的键“extra”"):
        top.done()


def test_a_duplicate_key_in_a_flow_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLawData, match="重复"):
        entry(tmp_path, "x: {a: 1, a: 2}\n")


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLawData, match="顶层"):
        entry(tmp_path, "- 1\n")


def test_tags_that_would_build_objects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadLawData):
        entry(tmp_path, "x: !!python/object/apply:os.system ['true']\n")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_bytes("名: 试".encode("gb18030"))
    with pytest.raises(BadLawData, match="UTF-8"):
        read_yaml(tmp_path, path)


def test_a_file_over_four_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(BadLawData, match="4 MB"):
        read_yaml(tmp_path, path)


def test_rows_keep_their_lines_and_remarks_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("# remark\na,b\n1,2\n\n3,4\n", encoding="utf-8")
    assert list(read_rows(tmp_path, path, ("a", "b"))) == [(3, ["1", "2"]), (5, ["3", "4"])]
    with pytest.raises(BadLawData, match="表头"):
        list(read_rows(tmp_path, path, ("a", "c")))
