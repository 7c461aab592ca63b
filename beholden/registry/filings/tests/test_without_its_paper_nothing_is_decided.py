"""No receipt, no acceptance; no notice, no correction: the decision and its paper come together or not at all (M7)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from beholden.ground.documents.models import Document
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.tests import made

pytestmark = pytest.mark.django_db


def test_an_acceptance_that_cannot_be_printed_is_none_and_works_when_it_can(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    filing = made.submitted(cast.manager)
    fonts, settings.FONTS = settings.FONTS, tmp_path
    client = Client(raise_request_exception=False)
    client.force_login(cast.county_officer)
    form = {"revision": made.fresh(filing).revision}
    answer = client.post(f"/filings/{filing.code}/accept", form)
    assert answer.status_code == 503
    assert "也没有作出决定" in answer.content.decode()
    assert made.fresh(filing).state == "submitted"
    assert not Document.objects.exists()
    settings.FONTS = fonts
    assert client.post(f"/filings/{filing.code}/accept", form).status_code == 302
    assert made.fresh(filing).state == "filed"
    assert Document.objects.get().ordinal == 1


def test_a_receipt_that_was_changed_on_the_disk_is_not_handed_out(cast: Cast, settings: Any) -> None:
    filing = made.filed(cast.manager, cast.county_officer)
    document = Document.objects.get()
    client = Client(raise_request_exception=False)
    client.force_login(cast.manager)
    address = f"/filings/{filing.code}/documents/{document.code}"
    assert client.get(address).content.startswith(b"%PDF-")
    path = Path(settings.DATA) / "documents" / document.path
    path.write_bytes(path.read_bytes() + b"more")
    answer = client.get(address)
    assert answer.status_code == 503
    assert "与当时制作的不一致" in answer.content.decode()
