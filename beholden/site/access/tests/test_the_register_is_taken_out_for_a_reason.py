"""The register as XLSX for inspectors: what the reader may see, for a reason, itself an entry (R16(2)(3))."""

from __future__ import annotations

import io
from typing import Any
from zipfile import ZipFile

import pytest

from beholden.engines.sealing import installation_key, unseal
from beholden.ground.evidence.models import Opening
from beholden.ground.evidence.services import context
from beholden.site.access import queries, sheets
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, ask, sign_in

pytestmark = pytest.mark.django_db


def cells(content: bytes) -> str:
    with ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode() for name in book.namelist() if "sheet" in name or "shared" in name)


def test_who_answers_for_the_register_takes_out_what_they_may_read(stage: Stage, settings: Any) -> None:
    ask(sign_in(stage.cast.guard, None), stage.gate.code, "live")
    ask(sign_in(stage.cast.other_guard, None), stage.foreign.code, "live")
    assert AccessEntry.objects.count() == 2
    browser = sign_in(stage.cast.manager, None)
    before = Opening.objects.count()
    refused = browser.post("/register.xlsx", {"why": " "}, follow=True)
    assert "请写明导出登记簿的理由" in refused.content.decode()
    assert Opening.objects.count() == before
    taken = browser.post("/register.xlsx", {"why": "路北区分局监督检查"})
    assert taken.status_code == 200
    text = cells(taken.content)
    assert "王保安" in text
    assert "赵保安" not in text
    kept = Opening.objects.latest("index")
    said = unseal(kept.sealed, installation_key(settings.DATA), context(kept.log, kept.index)).decode()
    assert "register_export" in said
    assert "路北区分局监督检查" in said
    both = cells(sign_in(stage.cast.auditor, None).post("/register.xlsx", {"why": "年度审计"}).content)
    assert "王保安" in both
    assert "赵保安" in both
    none = cells(browser.post("/register.xlsx", {"why": "检查", "person": "没有这个人"}).content)
    assert "王保安" not in none
    assert sign_in(stage.cast.guard, None).post("/register.xlsx", {"why": "带走看看"}).status_code == 403


def test_too_many_rows_are_narrowed_not_cut_off(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    from beholden.ground.people.refusals import Refused

    for _each in range(3):
        ask(sign_in(stage.cast.guard, None), stage.gate.code, "live")
    monkeypatch.setattr(sheets, "MOST", 2)
    with pytest.raises(Refused, match="按时间筛选"):
        sheets.taken_out(stage.cast.auditor, queries.Filters(), "审计", timezone.now())


def test_the_same_leaves_on_paper_with_page_numbers_and_its_reason(stage: Stage, tmp_path: Any) -> None:
    for _each in range(3):
        ask(sign_in(stage.cast.guard, None), stage.gate.code, "live")
    ask(sign_in(stage.cast.other_guard, None), stage.foreign.code, "live")
    browser = sign_in(stage.cast.manager, None)
    assert "请写明导出登记簿的理由" in browser.post("/register.pdf", {"why": ""}, follow=True).content.decode()
    before = Opening.objects.count()
    taken = browser.post("/register.pdf", {"why": "路北区分局监督检查", "person": "王保安"})
    assert taken["Content-Type"] == "application/pdf"
    assert Opening.objects.count() == before + 1
    text = words_of(taken.content, tmp_path)
    assert "路北区分局监督检查" in text
    assert "调用人员 王保安" in text
    assert text.count("王保安") >= 4
    assert "赵保安" not in text
    assert "第 1 页，共" in text
    assert sign_in(stage.cast.guard, None).post("/register.pdf", {"why": "带走看看"}).status_code == 403


def words_of(pdf: bytes, folder: Any) -> str:
    """The text of a PDF."""
    import shutil
    import subprocess

    if not shutil.which("pdftotext"):
        pytest.skip("no pdftotext here")
    (folder / "register.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "-layout", folder / "register.pdf", "-"], capture_output=True, check=True)
    return told.stdout.decode()
