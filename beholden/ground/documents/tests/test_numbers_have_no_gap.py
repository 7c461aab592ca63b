"""A number is given out once, in order, without a gap; what fails gives it back."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from beholden.ground.documents import services
from beholden.ground.documents.models import Document, DocumentSeries
from beholden.ground.people import services as people
from beholden.ground.people.roles import Kind
from beholden.ground.people.tests.cast import Cast, make_cast

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
RECEIPT = {"authority": "路北区公安分局", "unit": "城南商场有限公司", "rows": [["事项", "新备案"]]}


def issue(by: Any, code: str = "f-1", **more: Any) -> Document:
    return services.issue("filing_receipt", ("filing", code), RECEIPT, by, now=more.pop("now", AT), **more)


@pytest.mark.django_db
def test_numbers_run_per_kind_year_and_authority(cast: Cast) -> None:
    assert issue(cast.county_officer).number == "备回〔2026〕130203-0001号"
    assert issue(cast.station_officer).number == "备回〔2026〕130203-0002号"
    assert issue(cast.other_county_officer).number == "备回〔2026〕650502-0001号"
    notice = {"authority": "路北区公安分局", "unit": "城南商场", "items": [{"text": "未填写单位类型"}]}
    other = services.issue("correction_notice", ("filing", "f-1"), notice, cast.county_officer, now=AT)
    assert other.number == "备补〔2026〕130203-0001号"
    # the year is that of China: this instant is still 2026 in Greenwich
    eve = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)
    assert issue(cast.county_officer, now=eve).number == "备回〔2027〕130203-0001号"


@pytest.mark.django_db
def test_a_second_authority_of_the_same_division_is_told_apart_and_stays_so(cast: Cast) -> None:
    rail = people.create_organisation(None, name="铁路公安处", kind=Kind.AUTHORITY, division="130203")
    issue(cast.county_officer)
    assert issue(cast.county_officer, authority=rail).number == "备回〔2026〕130203-2-0001号"
    later = datetime(2027, 3, 1, tzinfo=UTC)
    assert issue(cast.county_officer, authority=rail, now=later).number == "备回〔2027〕130203-2-0001号"
    assert issue(cast.county_officer, now=later).number == "备回〔2027〕130203-0001号"


@pytest.mark.django_db
def test_a_failed_issue_gives_its_number_back_and_keeps_no_row(cast: Cast, settings: Any) -> None:
    issue(cast.county_officer)
    with pytest.raises(services.DocumentError, match="cannot be made without rows"):
        services.issue("filing_receipt", ("filing", "f-2"), {**RECEIPT, "rows": []}, cast.county_officer, now=AT)
    with pytest.raises(RuntimeError), transaction.atomic():
        issue(cast.county_officer, "f-3")
        raise RuntimeError("the caller thinks better of it")
    kept = issue(cast.county_officer, "f-4")
    assert kept.number.endswith("-0002号")
    assert list(Document.objects.order_by("ordinal").values_list("ordinal", flat=True)) == [1, 2]
    assert DocumentSeries.objects.get().last == 2
    for document in Document.objects.all():
        assert (Path(settings.DATA) / "documents" / document.path).is_file()


@pytest.mark.django_db
def test_without_an_authority_or_with_a_kind_that_is_not_numbered_nothing_is_issued(cast: Cast) -> None:
    with pytest.raises(services.DocumentError, match="needs an authority"):
        issue(cast.auditor)
    with pytest.raises(services.DocumentError, match="not numbered"):
        services.issue("sign", ("system", "s-1"), {"unit": "城南商场"}, cast.manager)
    with pytest.raises(services.DocumentError, match="no letter called"):
        services.issue("licence", ("system", "s-1"), {}, cast.county_officer)
    assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_get_forty_numbers_in_a_row() -> None:
    officer = make_cast().county_officer
    errors: list[BaseException] = []

    def write(part: int) -> None:
        try:
            for index in range(5):
                issue(officer, f"f-{part}-{index}")
        except BaseException as error:  # noqa: BLE001 - told to the test's own thread
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(part,)) for part in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert sorted(Document.objects.values_list("ordinal", flat=True)) == list(range(1, 41))
    assert len(set(Document.objects.values_list("number", flat=True))) == 40
