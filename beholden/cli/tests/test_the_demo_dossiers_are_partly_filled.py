"""The demo unit's dossiers: some papers in order, some running out, one missing; told once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from beholden.cli import county_dossiers
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.models import DossierEntry
from beholden.site.dossiers.tests.made import a_system

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_dossiers_are_partly_filled_once(cast: Cast) -> None:
    a_system(cast.manager)
    assert county_dossiers.fill(cast.manager, NOW) == 10
    assert county_dossiers.fill(cast.manager, NOW) == 0
    assert DossierEntry.objects.filter(until_on__range=(NOW.date(), NOW.date() + timedelta(days=30))).count() >= 2
    assert DossierEntry.objects.filter(until_on__lt=NOW.date()).exists(), "one has run out"
    assert not DossierEntry.objects.filter(kind="drill").exists(), "one is missing"
