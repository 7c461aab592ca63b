"""YAML of `law/` read strictly: every value keeps its line, a key may stand once, unknown keys are refused."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from beholden.engines.rulebook.errors import BadLawData, Spot

MAX_BYTES = 4_000_000
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Lines(dict[Any, Any]):
    """A mapping that knows the line of itself and of each key."""

    line: int = 1
    lines: dict[Any, int]


class Items(list[Any]):
    """A list that knows the line of each element."""

    line: int = 1
    lines: list[int]


class _Loader(_Base):  # type: ignore[misc]
    """Safe loading with lines; only `true` and `false` are booleans, so that a key `on` stays a word."""

    file = ""


def _mapping(loader: Any, node: yaml.MappingNode) -> Lines:
    result = Lines()
    result.line = node.start_mark.line + 1
    result.lines = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if key in result.lines:
            raise BadLawData(
                Spot(loader.file, line),
                f"键“{key}”重复，第 {result.lines[key]} 行已有",
                f"the key '{key}' stands twice, first in line {result.lines[key]}",
                "删去或合并其中一处",
                "delete one of them or merge the two",
            )
        result.lines[key] = line
        result[key] = loader.construct_object(value_node, deep=True)
    return result


def _sequence(loader: Any, node: yaml.SequenceNode) -> Items:
    result = Items(loader.construct_object(child, deep=True) for child in node.value)
    result.line = node.start_mark.line + 1
    result.lines = [child.start_mark.line + 1 for child in node.value]
    return result


def _boolean(loader: Any, node: yaml.ScalarNode) -> object:
    text = node.value
    return {"true": True, "false": False}.get(text, text)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_Loader.add_constructor("tag:yaml.org,2002:bool", _boolean)


def read_yaml(root: Path, path: Path) -> Entry:
    """One YAML file whose top is a mapping. Raises BadLawData with file and line."""
    name = path.relative_to(root).as_posix()
    return Entry(name, _taken_apart(name, read_text(root, path)))


@functools.lru_cache(maxsize=128)  # a check or a comparison reads the same law twice; nobody writes into what is read
def _taken_apart(name: str, text: str) -> Lines:
    """The mapping in the text of a file. Raises BadLawData."""
    loader = _Loader(text)
    loader.file = name
    try:
        content = loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "not YAML"
        raise BadLawData(
            Spot(name, line),
            f"不是合格的 YAML（{problem}）",
            f"not well-formed YAML ({problem})",
            "检查缩进、冒号与引号",
            "check indentation, colons and quotes",
        ) from error
    finally:
        loader.dispose()
    if not isinstance(content, Lines):
        raise BadLawData(
            Spot(name, 1),
            "文件顶层应是键值表",
            "the top of the file must be a mapping",
            "以“键: 值”开头",
            "begin with 'key: value'",
        )
    return content


def read_text(root: Path, path: Path) -> str:
    """A UTF-8 file of at most 4 MB. Raises BadLawData."""
    name = path.relative_to(root).as_posix()
    if not path.is_file():
        raise BadLawData(Spot(name, 1), "没有这个文件", "there is no such file", "补上文件", "add the file")
    if path.stat().st_size > MAX_BYTES:
        raise BadLawData(
            Spot(name, 1), "文件超过 4 MB", "the file is over 4 MB", "拆成几个文件", "split it into several files"
        )
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BadLawData(
            Spot(name, 1), "不是 UTF-8 文本", "not UTF-8 text", "以 UTF-8 另存", "save it as UTF-8"
        ) from error


def read_rows(root: Path, path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV file with exactly these columns, with their lines; lines that begin with # are remarks."""
    name = path.relative_to(root).as_posix()
    heading = False
    for line, row in enumerate(csv.reader(read_text(root, path).splitlines()), start=1):
        if not row or row[0].startswith("#"):
            continue
        if not heading:
            heading = True
            if tuple(row) == columns:
                continue
            raise BadLawData(
                Spot(name, line),
                f"表头应为 {','.join(columns)}",
                f"the heading must be {','.join(columns)}",
                "改正表头",
                "correct the heading",
            )
        if len(row) != len(columns):
            raise BadLawData(
                Spot(name, line),
                f"应有 {len(columns)} 列，实有 {len(row)} 列",
                f"{len(columns)} columns wanted, {len(row)} found",
                "补齐或删去多余的列",
                "fill or drop columns",
            )
        yield line, row


class Entry:
    """One mapping of a law file, taken apart key by key; `done()` refuses what nobody asked for."""

    def __init__(self, file: str, content: Lines) -> None:
        self.file = file
        self._content = content
        self._asked: set[str] = set()

    @property
    def spot(self) -> Spot:
        """Where this mapping begins."""
        return Spot(self.file, self._content.line)

    def at(self, key: str) -> Spot:
        """Where the key stands, or the mapping when it has none."""
        return Spot(self.file, self._content.lines.get(key, self._content.line))

    def names(self) -> list[str]:
        """The keys as words, in the order of the file."""
        return [str(key) for key in self._content]

    def has(self, key: str) -> bool:
        """Whether the key stands with a value that is not null."""
        self._asked.add(key)
        return self._content.get(key) is not None

    def raw(self, key: str) -> Any:
        """The value as YAML gave it, None when absent."""
        self._asked.add(key)
        return self._content.get(key)

    def wrong(self, key: str, zh: str, en: str, mend_zh: str, mend_en: str) -> BadLawData:
        """An error that points at this key."""
        return BadLawData(self.at(key), zh, en, mend_zh, mend_en)

    def _need(self, key: str, kind: type | tuple[type, ...], zh: str, en: str) -> Any:
        value = self.raw(key)
        if value is None:
            raise self.wrong(key, f"缺少“{key}”", f"'{key}' is missing", f"补上“{key}”（{zh}）", f"add '{key}' ({en})")
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
            raise self.wrong(key, f"“{key}”应是{zh}", f"'{key}' must be {en}", f"改为{zh}", f"make it {en}")
        return value

    def text(self, key: str) -> str:
        """A text that is not empty."""
        return str(self._need(key, str, "文字", "text")).strip()

    def text_or(self, key: str, default: str) -> str:
        """A text, or the default when absent."""
        return self.text(key) if self.has(key) else default

    def number(self, key: str) -> int:
        """A whole number."""
        return int(self._need(key, int, "整数", "a whole number"))

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        return bool(self._need(key, bool, "true 或 false", "true or false")) if self.has(key) else default

    def day(self, key: str) -> date:
        """A date."""
        value: date = self._need(key, date, "日期（年-月-日）", "a date (year-month-day)")
        return value

    def day_or_none(self, key: str) -> date | None:
        """A date, or None when absent or null."""
        return self.day(key) if self.has(key) else None

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the allowed words."""
        if default is not None and not self.has(key):
            return default
        word = self.text(key)
        if word not in allowed:
            listed = "、".join(allowed)
            raise self.wrong(
                key,
                f"“{key}: {word}”不在可用的词中",
                f"'{key}: {word}' is not a known word",
                f"用其中之一：{listed}",
                f"use one of: {', '.join(allowed)}",
            )
        return word

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one; absent is empty."""
        value = self.raw(key)
        if value is None:
            return ()
        listed = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in listed):
            raise self.wrong(
                key, f"“{key}”应是文字列表", f"'{key}' must be a list of texts", "逐项写成文字", "write texts"
            )
        return tuple(listed)

    def entry(self, key: str) -> Entry:
        """A mapping under this key."""
        return Entry(self.file, self._need(key, Lines, "键值表", "a mapping"))

    def entries(self, key: str) -> list[Entry]:
        """A list of mappings under this key; absent is empty."""
        if not self.has(key):
            return []
        listed = self._need(key, Items, "列表", "a list")
        for index, item in enumerate(listed):
            if not isinstance(item, Lines):
                raise BadLawData(
                    Spot(self.file, listed.lines[index]),
                    f"“{key}”的每一项应是键值表",
                    f"every element of '{key}' must be a mapping",
                    "写成“键: 值”",
                    "write 'key: value'",
                )
        return [Entry(self.file, item) for item in listed]

    def both(self, key: str) -> tuple[str, str]:
        """A text in Chinese and in English: `{zh: …, en: …}`."""
        pair = self.entry(key)
        result = (pair.text("zh"), pair.text("en"))
        pair.done()
        return result

    def both_or(self, key: str) -> tuple[str, str]:
        """Like `both`; two empty texts when absent."""
        return self.both(key) if self.has(key) else ("", "")

    def done(self) -> None:
        """Refuse keys that nothing asked for: a slip of the pen must not be silence."""
        for key in self._content:
            if key not in self._asked:
                raise BadLawData(
                    Spot(self.file, self._content.lines[key]),
                    f"不认识的键“{key}”",
                    f"unknown key '{key}'",
                    f"可用的键：{'、'.join(sorted(self._asked))}",
                    f"known keys: {', '.join(sorted(self._asked))}",
                )
