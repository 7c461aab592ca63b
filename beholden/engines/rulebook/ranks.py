"""The order of norms: 法律 > 行政法规 > 地方性法规 > 规章 > 规范性文件 > 标准 (立法法 ch. 5)."""

from __future__ import annotations

from enum import IntEnum


class Rank(IntEnum):
    """A greater number stands higher."""

    standard = 1
    normative_document = 2
    rule = 3
    local_regulation = 4
    administrative_regulation = 5
    law = 6

    @property
    def zh(self) -> str:
        """The Chinese name the law uses."""
        return _ZH[self]

    @property
    def en(self) -> str:
        """The English name."""
        return self.name.replace("_", " ")


_ZH = {
    Rank.law: "法律",
    Rank.administrative_regulation: "行政法规",
    Rank.local_regulation: "地方性法规",
    Rank.rule: "规章",
    Rank.normative_document: "规范性文件",
    Rank.standard: "标准",
}
NAMES = tuple(rank.name for rank in reversed(Rank))
