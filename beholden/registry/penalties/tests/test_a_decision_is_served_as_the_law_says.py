"""One list of manners for orders and decisions, the law's (程序规定36); what was kept under older words stays."""

from __future__ import annotations

import importlib
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from beholden.ground.documents import queries as documents
from beholden.ground.documents import rendering
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.answers import Refused
from beholden.registry.orders import lawful
from beholden.registry.orders.models import Manner
from beholden.registry.penalties import letters, services
from beholden.registry.penalties.models import Case, Party
from beholden.registry.penalties.tests.made import NOW, decided, fresh, later, main
from beholden.registry.penalties.web.execution import ServeForm

older = importlib.import_module("beholden.registry.penalties.migrations.0002_one_list_of_manners")


@pytest.fixture(autouse=True)
def _drawn_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "drawn", lambda *_given, **_more: b"%PDF-1.7 drawn elsewhere\n")


def serve(cast: Cast, case: Case, manner: str, days: int = 12) -> Party:
    at = later(NOW, days)
    told: dict[str, Any] = {"party": main(case).code, "on": timezone.localdate(at), "proof": "见回证"}
    return services.serve(cast.county_officer, fresh(case), manner=manner, now=at, **told)


def test_only_by_what_the_law_lists_and_a_public_notice_needs_its_days(cast: Cast) -> None:
    case = decided(cast)
    assert case.decided_at is not None
    for word in ("in_person", "carrier pigeon", ""):
        with pytest.raises(Refused) as unknown:
            serve(cast, case, word)
        assert (unknown.value.code, unknown.value.field, unknown.value.cite) == ("no_choice", "manner", "程序规定36")
    last = date(2027, 2, 1)  # sixty days from 1 December end on a Saturday
    with pytest.raises(Refused, match=f"公告期到 {last} 才满") as early:
        serve(cast, case, "public_notice", 72)
    assert early.value.cite == "程序规定36(4)"
    assert fresh(case).state == "decided"
    assert serve(cast, case, "public_notice", 73).received_on == last
    assert fresh(case).state == "served"


def test_pages_papers_and_orders_show_the_same_list(cast: Cast) -> None:
    case = decided(cast)
    offered: Any = ServeForm(case, case.parties.all()).fields["manner"]
    law = lawful.manners(timezone.localdate(NOW), case.division)
    assert [value for value, _label in offered.choices] == Manner.values
    assert set(Manner.values) == set(law)
    party = serve(cast, case, "left")
    context = letters.service(fresh(case), party)
    assert context["manner"] == "留置送达"
    assert context["manner"] in context["manners"]
    assert len(context["manners"]) == len(law)
    issued = documents.about("penalty", case.code).filter(kind="service_receipt").get()
    assert issued.number.startswith("送证〔2026〕")


def test_what_stood_under_the_older_words_is_kept(cast: Cast) -> None:
    case = decided(cast)
    party = serve(cast, case, "postal")
    for old, new in older.NAMES.items():
        Party.objects.filter(pk=party.pk).update(manner=new)
        older.back(apps, None)
        assert Party.objects.get(pk=party.pk).manner == old
        older.forward(apps, None)
        assert Party.objects.get(pk=party.pk).manner == new
    assert set(older.NAMES.values()) <= set(Manner.values)
