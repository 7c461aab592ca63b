"""Every letter draws: long names, hostile text, missing values, both sizes; text is never read as markup."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import gettext_lazy

from beholden.ground.documents import rendering, services
from beholden.ground.documents.citing import spelled, words
from beholden.ground.documents.kinds import KINDS, LONGEST, MOST, DocumentError, checked

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
LONG = "唐山市路北区城南综合商业广场运营管理（集团）股份有限公司城南购物中心分公司" * 5
HOSTILE = [
    '#panic("read as code")',
    "#image(\"/etc/passwd\")  $x$  `raw`  *b*  <b>  @label  \\",
    '"]} #import "letter.typ"',
    "{% load %} {{ x }} ${7*7} %s",
    "‮txt.exe⁦", "\x00\x07\x1b[31m", "\ud800 lone", "👩‍👩‍👧 表情 𠮷野家", "a" * LONGEST, "e\u0301" * 300,
]  # fmt: skip
LINK = "https://video.example.cn/d/abcdefghjkmn"


def context(text: str) -> dict[str, Mapping[str, Any]]:
    return {
        "filing_receipt": {
            "authority": text, "unit": text, "rows": [[text, text]] * 30, "owes": [{"text": text, "cite": text}],
            "basis": [text, "R14(1)"],
        },
        "correction_notice": {
            "authority": text, "unit": text, "subject": text, "note": text, "basis": ["M7"],
            "items": [{"text": text, "cite": "M6(1)", "where": text}] * 20,
        },
        "authorisation_letter": dict.fromkeys(("authority", "unit", "uscc", "system", "address", "agent"), text),
        "sign": {"unit": text, "purpose": text, "retention": text, "contact": text, "size": "a5"},
    }  # fmt: skip


OWN = tuple(context(""))  # the rooms above draw theirs in their own tests


def draw(kind: str, values: Mapping[str, Any], link: str = LINK) -> bytes:
    return rendering.drawn(KINDS[kind], values, at=AT, number="备回〔2026〕130203-0001号", link=link)


def pages(pdf: bytes) -> int:
    streams = [pdf]
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            streams.append(zlib.decompress(found[1]))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in streams)


@pytest.mark.parametrize("kind", OWN)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(kind: str, text: str) -> None:
    assert draw(kind, context(text)[kind]).startswith(b"%PDF-")


def test_a_receipt_fits_one_page_and_a_long_notice_goes_on_over_several() -> None:
    plain = context("城南商场有限公司")
    receipt = {**plain["filing_receipt"], "rows": [["单位名称", "城南商场"]] * 10}
    duties = [{"text": "已实现目的的视频图像信息应当删除的期限", "cite": "R16(2)(3)"}] * 12
    assert pages(draw("filing_receipt", {**receipt, "unit": LONG[:60], "owes": duties})) == 1
    many = [{"text": f"第 {index} 项：未填写", "cite": "M6(1)"} for index in range(60)]
    assert pages(draw("correction_notice", {**plain["correction_notice"], "items": many})) >= 3
    assert pages(draw("sign", {**context(LONG)["sign"], "purpose": "维护公共安全", "contact": ""})) == 1
    assert pages(draw("authorisation_letter", {})) == 1


def test_the_same_values_at_the_same_time_are_the_same_bytes() -> None:
    values = context("城南商场")["filing_receipt"]
    assert draw("filing_receipt", values) == draw("filing_receipt", values)
    assert draw("filing_receipt", values) != draw("filing_receipt", {**values, "unit": "城北商场"})


@pytest.mark.parametrize("kind", OWN)
def test_what_a_letter_needs_it_asks_for(kind: str) -> None:
    values = dict(context("城南商场")[kind])
    for needed in KINDS[kind].needs:
        with pytest.raises(DocumentError, match=needed):
            draw(kind, {**values, needed: ""})


def test_sizes_are_bounded_and_lazy_words_are_read() -> None:
    sign = context("城南商场")["sign"]
    with pytest.raises(DocumentError, match=r"sign\.contact has 2001 characters"):
        draw("sign", {**sign, "contact": "x" * (LONGEST + 1)})
    with pytest.raises(DocumentError, match="entries"):
        checked(KINDS["sign"], {**sign, "contact": ["x"] * (MOST + 1)})
    assert checked(KINDS["sign"], {**sign, "contact": gettext_lazy("文书")})["contact"]
    assert checked(KINDS["sign"], {**sign, "contact": "a\x00b\u202ec\nd"})["contact"] == "abc\nd"


def test_without_a_chinese_font_the_sentence_says_what_to_install(tmp_path: Path, settings: Any) -> None:
    settings.FONTS = tmp_path
    with pytest.raises(DocumentError, match="fonts-noto-cjk"):
        services.drawn("sign", context("城南商场")["sign"])


def test_a_broken_template_is_named(tmp_path: Path, settings: Any) -> None:
    settings.LAW = tmp_path
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "sign.typ").write_text("#panic()", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"sign\.typ"):
        services.drawn("sign", {"unit": "甲", "purpose": "乙", "retention": "丙"})


def test_a_numbered_kind_is_not_drawn_without_its_number() -> None:
    with pytest.raises(DocumentError, match="issue it"):
        services.drawn("filing_receipt", context("城南商场")["filing_receipt"])


@pytest.mark.parametrize(
    ("cite", "said"),
    [
        ("R14(1)", "条例第十四条第一款"),
        ("R8(1)(3)", "条例第八条第一款第三项"),
        ("M7", "规定第七条"),
        ("M6(1)", "规定第六条第一项"),
        ("民法典203", "中华人民共和国民法典第二百零三条"),
        ("另有约定", "另有约定"),
    ],
)
def test_citations_are_spelled_for_people_who_know_no_codes(cite: str, said: str) -> None:
    assert words(cite) == said
    assert spelled({"items": [{"cite": cite, "text": cite}]}) == {"items": [{"cite": said, "text": cite}]}
    whole = words("R14(1)", whole=True)
    assert whole == "《公共安全视频图像信息系统管理条例》（国务院令第799号）第十四条第一款"
    assert spelled({"basis": ["R14(1)"]}) == {"basis": [whole]}


@pytest.mark.parametrize(
    ("origin", "hosts", "expected"),
    [
        (["https://video.example.cn"], ["127.0.0.1"], "https://video.example.cn/d/x"),
        ([], ["video.local", "127.0.0.1"], "http://video.local/d/x"),
    ],
)
def test_addresses_on_paper_are_absolute(settings: Any, origin: list[str], hosts: list[str], expected: str) -> None:
    from beholden.ground.documents.addresses import public

    settings.PUBLIC_ORIGIN, settings.CSRF_TRUSTED_ORIGINS, settings.ALLOWED_HOSTS = origin, [], hosts
    assert public("/d/x") == expected
    settings.PUBLIC_ORIGIN, settings.CSRF_TRUSTED_ORIGINS = [], ["https://behind.example.cn"]
    assert public("/d/x") == "https://behind.example.cn/d/x"
