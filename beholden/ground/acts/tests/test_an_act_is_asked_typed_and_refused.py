"""What every room's acts share: typed text is cleaned or refused at its field, revisions are read, refusals say all."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import translation

from beholden.ground.acts import flow, writing
from beholden.ground.acts.refusals import Conflict, Refused
from beholden.ground.acts.typed import revision, text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(None, ""), ("  a\r\nb ", "a\nb"), ("e\u0301", "é"), (7, "7"), ("<script>𠮷🙂", "<script>𠮷🙂")],
)
def test_typed_text_is_kept_clean(typed: object, kept: str) -> None:
    assert text(typed, "理由", 20, field="why", lines=True) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("长" * 21, "too_long"),
        ("a\nb", "invisible"),
        ("a\u202eb", "invisible"),
        ("a\0b", "invisible"),
        ("\ud800", "invisible"),
    ],
    ids=["long", "line", "turning", "nul", "surrogate"],
)
def test_what_nobody_sees_or_reads_is_refused_at_its_field(typed: str, code: str) -> None:
    with pytest.raises(Refused, match="理由") as refused:
        text(typed, "理由", 20, field="why")
    assert (refused.value.code, refused.value.field) == (code, "why")


def test_a_revision_is_a_number_or_nothing() -> None:
    said = {"": None, "revision=7": 7, "revision=-1": None, "revision=1e9": None, "revision=٣": None}
    assert {query: revision(QueryDict(query)) for query in said} == said


class Doors(flow.Flow[flow.Step, Any, str]):
    unknown = "没有这个环节。"

    def holds(self, who: str, actor: str, case: Any) -> bool:
        return who == actor


def test_a_refusal_says_who_may_or_where_things_stand_and_the_article() -> None:
    steps = (
        flow.Step("open", "开门", ("shut",), "open", "owner", "R1"),
        flow.Step("paint", "刷漆", ("shut",), "", "owner", "R2"),
    )
    table = Doors(steps, [("shut", "关着"), ("open", "开着")], {"owner": "房主"})
    shut, open_ = SimpleNamespace(state="shut"), SimpleNamespace(state="open")
    assert writing.allowed(table.verdict(shut, "open", "owner")) is steps[0]
    cases = [
        (shut, "open", "guest", "只有房主可以办理。", "R1"),
        (open_, "open", "owner", "现在的状态是“开着”，不能“开门”。", "R1"),
        (shut, "leave", "owner", "没有这个环节。", ""),
    ]
    for case, action, actor, says, cite in cases:
        with pytest.raises(Refused) as refused:
            writing.allowed(table.verdict(case, action, actor))
        assert (str(refused.value), refused.value.cite, refused.value.code) == (says, cite, "not_now")
    with translation.override("en"):
        assert table.verdict(open_, "open", "owner").why.startswith("The state is")
        printed = table.table({"种类": lambda step: flow.among({"a": "木", "b": "铁"}, ("b",))})
    assert printed.splitlines()[2:] == [
        "| 开门 | 关着 | 开着 | 房主 | 铁 | R1 |",
        "| 刷漆 | 关着 | 不变 | 房主 | 铁 | R2 |",
    ]


def test_a_conflict_says_of_what() -> None:
    class Changed(Conflict):
        words = "门刚刚动过。"

    assert (str(Changed()), Changed().code) == ("门刚刚动过。", "conflict")
