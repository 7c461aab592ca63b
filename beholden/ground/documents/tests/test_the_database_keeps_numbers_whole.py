"""What must always hold of documents is held by the database, whoever writes; and codes forgive how paper is read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import translation

from beholden.ground.documents import codes, queries, services
from beholden.ground.documents.citing import _counted
from beholden.ground.documents.models import Document, DocumentSeries
from beholden.ground.people.tests.cast import Cast

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
RECEIPT = {"authority": "路北区公安分局", "unit": "城南商场有限公司", "rows": [["事项", "新备案"]]}


@pytest.fixture
def receipt(cast: Cast) -> Document:
    return services.issue("filing_receipt", ("filing", "f-1"), RECEIPT, cast.county_officer, now=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"ordinal": 0}, {"sha256": "x" * 64}, {"sha256": "AB" * 32}, {"number": ""}, {"path": ""}]
)
def test_a_row_that_means_nothing_is_refused(receipt: Document, wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=receipt.pk).update(**wrong)


@pytest.mark.django_db
def test_a_number_stands_once_and_a_series_with_documents_stays(receipt: Document, cast: Cast) -> None:
    other = services.issue("filing_receipt", ("filing", "f-2"), RECEIPT, cast.county_officer, now=AT)
    for twice in ({"ordinal": 1}, {"number": receipt.number}, {"code": receipt.code}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=other.pk).update(**twice)
    series = DocumentSeries.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentSeries.objects.create(kind=series.kind, year=2026, authority=series.authority, mark="another")
    with pytest.raises(ProtectedError):
        series.delete()


@pytest.mark.django_db
def test_a_code_is_found_as_it_is_typed_from_paper(receipt: Document) -> None:
    for typed in (receipt.code, receipt.code.upper(), f" {receipt.code[:6]} {receipt.code[6:]} "):
        assert queries.by_code(typed) == receipt
    for wrong in ("", receipt.code[:-1], receipt.code + "x"):
        assert queries.by_code(wrong) is None


@pytest.mark.django_db
def test_the_check_speaks_english_to_an_english_reader(receipt: Document) -> None:
    client = Client()
    client.post("/language", {"language": "en", "next": "/"})
    page = client.get(f"/d/{receipt.code}").content.decode()
    assert receipt.number in page
    assert "文书查验" not in page
    with translation.override("en"):
        assert receipt.title in page


def test_codes_are_long_random_and_easy_to_read_out() -> None:
    made = {codes.document_code() for _ in range(2_000)}
    assert len(made) == 2_000
    assert all(len(code) == codes.LENGTH and set(code) <= set(codes.ALPHABET) for code in made)
    assert not set("0o1il") & set(codes.ALPHABET)


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (63, "六十三"), (101, "一百零一"), (110, "一百一十"),
     (115, "一百一十五"), (120, "一百二十"), (203, "二百零三"),
     (1032, "一千零三十二"), (1205, "一千二百零五"), (1260, "一千二百六十")],
)  # fmt: skip
def test_articles_are_counted_as_the_law_counts_them(number: int, said: str) -> None:
    assert _counted(number) == said
