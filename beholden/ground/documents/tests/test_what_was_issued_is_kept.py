"""The kept file is the one that was issued, byte for byte, or it is not handed out; anyone can check the paper."""

from __future__ import annotations

import hashlib
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from beholden.ground.documents import files, queries, services
from beholden.ground.documents.models import Document
from beholden.ground.documents.web import views
from beholden.ground.people.tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
CONTEXT = {
    "authority": "路北区公安分局",
    "unit": "城南<商场>有限公司",
    "rows": [["经办人", "李四 130203199001011234"], ["建设位置", "北新西道 101 号"]],
}


@pytest.fixture
def receipt(cast: Cast) -> Document:
    return services.issue("filing_receipt", ("filing", "f-abc"), CONTEXT, cast.county_officer, now=AT)


def test_the_file_is_a_pdf_with_the_hash_of_its_row(receipt: Document, settings: Any) -> None:
    kept = files.content(receipt)
    assert kept.startswith(b"%PDF-")
    assert len(kept) == receipt.size
    assert hashlib.sha256(kept).hexdigest() == receipt.sha256
    assert list(queries.about("filing", "f-abc")) == [receipt]
    assert not list(queries.about("filing", "f-other"))
    assert not list((Path(settings.DATA) / "documents").rglob("*.part"))


def test_a_changed_or_missing_file_is_never_handed_out(receipt: Document, settings: Any) -> None:
    path = Path(settings.DATA) / "documents" / receipt.path
    answer = views.handed_out(receipt)
    assert answer.content == path.read_bytes()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    path.write_bytes(path.read_bytes().replace(b"%PDF-1", b"%PDF-2"))
    with pytest.raises(services.DocumentError, match="not the one that was issued"):
        views.handed_out(receipt)
    path.unlink()
    with pytest.raises(services.DocumentError, match="cannot be read"):
        files.content(receipt)


def test_anyone_sees_kind_number_day_unit_and_hash_and_nothing_else(receipt: Document) -> None:
    answer = Client().get(f"/d/{receipt.code}")
    page = answer.content.decode()
    assert answer.status_code == 200
    for shown in ("备案回执", receipt.number, "2026-11-21", "城南&lt;商场&gt;有限公司", receipt.sha256):
        assert shown in page
    for hidden in ("李四", "130203199001011234", "北新西道", "f-abc", "张警官", "county_officer"):
        assert hidden not in page
    assert Client().get(f"/d/{receipt.code.upper()}").status_code == 200  # typed from paper
    assert Client().post(f"/d/{receipt.code}").status_code == 405


@pytest.mark.parametrize("code", ["zzzzzzzzzzzz", "1", "%00", "a" * 400, "..%2f..%2fetc", "'--", "１２３"])
def test_a_code_nobody_issued_is_one_plain_sentence(receipt: Document, code: str) -> None:
    answer = Client().get(f"/d/{code}")
    assert answer.status_code in (400, 404)
    assert receipt.number not in answer.content.decode()


def test_files_of_transactions_that_never_came_through_are_swept_after_a_day(receipt: Document, settings: Any) -> None:
    stray = Path(settings.DATA) / "documents" / "2026" / "stray.pdf"
    fresh = stray.with_name("fresh.pdf")
    for path in (stray, fresh):
        path.write_bytes(b"%PDF-")
    old = time.time() - 2 * 86400
    for path in (stray, Path(settings.DATA) / "documents" / receipt.path):
        os.utime(path, (old, old))
    assert files.sweep() == 1
    assert not stray.exists()
    assert fresh.exists()
    assert files.content(receipt)


def test_a_full_disk_refuses_before_a_row_is_written(cast: Cast, settings: Any) -> None:
    blocked = Path(settings.DATA) / "documents"
    blocked.write_text("a file where the folder should be")
    with pytest.raises(services.DocumentError, match="could not be kept"):
        services.issue("filing_receipt", ("filing", "f-9"), CONTEXT, cast.county_officer, now=AT)
    assert not Document.objects.exists()
    blocked.unlink()
    assert services.issue("filing_receipt", ("filing", "f-9"), CONTEXT, cast.county_officer, now=AT).ordinal == 1
