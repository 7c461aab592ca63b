"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.models import CorrectionNotice, Filing, FilingCamera

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def filing(cast: Cast, **fields: Any) -> Filing:
    given: dict[str, Any] = {"unit": cast.unit, "created_by": cast.manager, "created_at": NOW, "changed_at": NOW}
    return Filing.objects.create(**{**given, **fields})


def refused(make: Any) -> bool:
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def test_a_filing_in_force_is_a_filed_one(cast: Cast) -> None:
    filing(cast, state="filed", submitted_at=NOW, in_force=True)
    assert refused(lambda: filing(cast, state="draft", in_force=True))
    assert refused(lambda: filing(cast, state="submitted"))  # without a time
    assert refused(lambda: filing(cast, state="invented", submitted_at=NOW))


def test_a_chain_has_one_change_under_way_and_each_version_once(cast: Cast) -> None:
    first = filing(cast, state="filed", submitted_at=NOW)
    filing(cast, first=first, version=2, kind="change")
    assert refused(lambda: filing(cast, first=first, version=3, kind="change"))
    assert refused(lambda: filing(cast, first=first, version=2, kind="change", state="filed", submitted_at=NOW))


def test_a_camera_has_its_number_once_and_lies_on_earth(cast: Cast) -> None:
    one = filing(cast)
    FilingCamera.objects.create(filing=one, number=1, name="大门", lon=118.18, lat=39.63)
    assert refused(lambda: FilingCamera.objects.create(filing=one, number=1, name="后门"))
    assert refused(lambda: FilingCamera.objects.create(filing=one, number=2, name="海外", lon=418.0, lat=39.0))
    assert refused(lambda: FilingCamera.objects.create(filing=one, number=2, name="半个", lon=118.0))


@pytest.mark.parametrize("why", ["", "确有必要"])
def test_an_exception_for_a_notice_has_another_person_and_a_reason(cast: Cast, why: str) -> None:
    one = filing(cast)

    def notice(by: Any, leave: Any) -> Any:
        return lambda: CorrectionNotice.objects.create(
            filing=one, number=2, at=NOW, by=by, defects=[], said=[], exception_by=leave, exception_why=why
        )

    assert refused(notice(cast.county_officer, cast.county_officer))
    assert refused(notice(cast.county_officer, cast.supervisor)) is (why == "")
