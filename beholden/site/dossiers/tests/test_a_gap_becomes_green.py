"""From a gap to a file to green: what is owed where, what proves it, what is only advised (R9(2), R11, R16(2)(1))."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.site.dossiers import overview, queries, services
from beholden.site.dossiers.kinds import KINDS
from beholden.site.dossiers.overview import Line
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import FULL, NOW, PDF, TODAY, a_person, a_system, an_entry

pytestmark = pytest.mark.django_db


def line(by: Account, system: System, kind: str, on: date = TODAY) -> Line:
    return next(one for one in overview.of(by, system, on).lines if one.kind.name == kind)


def test_an_archive_is_lacking_until_its_file_is_there(cast: Cast) -> None:
    system = a_system(cast.manager)
    assert (line(cast.manager, system, "design").tone, line(cast.manager, system, "design").cite) == ("over", "R11")
    made = an_entry(cast.manager, system, "design", file=None)
    assert line(cast.manager, system, "design").state == "missing"
    assert queries.proofs(system, 8, TODAY)[0].state == "missing"
    services.attach(cast.manager, made, "图纸.pdf", [PDF], now=NOW)
    assert line(cast.manager, system, "design").tone == "good"
    proof = next(one for one in queries.proofs(system, 8, TODAY) if one.kind == "design")
    assert (proof.state, proof.code, proof.owed, len(proof.files)) == ("valid", made.code, True, 1)
    services.act(cast.manager, made, "retire", says="传错了", now=NOW)
    assert line(cast.manager, system, "design").tone == "over"


def test_at_other_public_places_the_archives_are_not_owed_and_the_product_is(cast: Cast) -> None:
    shop = a_system(cast.manager, "小店", "other_public")
    assert (line(cast.manager, shop, "design").tone, line(cast.manager, shop, "design").cite) == ("idle", "R9(2)")
    assert line(cast.manager, shop, "product").tone == "over"
    assert queries.proofs(shop, 8, TODAY) == []
    assert [one.state for one in queries.proofs(shop, 10, TODAY)] == ["missing"]


def test_a_contract_runs_out_with_a_reminder_before(cast: Cast) -> None:
    system = a_system(cast.manager)
    last = date(2026, 12, 31)
    an_entry(cast.manager, system, "operation", until_on=str(last), confidential=True)
    states = [line(cast.manager, system, "operation", last + timedelta(days=ahead)).state for ahead in (-61, -60, 0, 1)]
    assert states == ["valid", "expiring", "expiring", "expired"]


def test_of_two_parties_each_needs_its_own_and_of_one_the_best_counts(cast: Cast) -> None:
    system = a_system(cast.manager)
    an_entry(cast.manager, system, "product", until_on="2026-11-01")
    assert line(cast.manager, system, "product").state == "expired"
    an_entry(cast.manager, system, "product", number="续期")
    assert line(cast.manager, system, "product").state == "valid"
    an_entry(cast.manager, system, "product", party="另一家", until_on="2026-11-01")
    assert line(cast.manager, system, "product").state == "expired"


def test_everybody_in_a_key_post_needs_the_three_and_who_left_needs_none(cast: Cast) -> None:
    system = a_system(cast.manager)
    assert [one.state for one in queries.proofs(system, 6, TODAY)] == ["missing"] * 3
    wang, zhao = a_person(cast.manager), a_person(cast.manager, name="赵强")
    for kind in ("vetting", "confidentiality_training", "post_training"):
        an_entry(cast.manager, wang, kind)
    assert line(cast.manager, system, "vetting").state == "missing"
    proofs = queries.proofs(system, 6, TODAY)
    assert sorted((one.title[-2:], one.state) for one in proofs) == [("王*", "valid")] * 3 + [("赵*", "missing")] * 3
    services.leave_staff(cast.manager, zhao, "2026-11-19", now=NOW)
    assert line(cast.manager, system, "vetting").state == "valid"
    assert {one.state for one in queries.proofs(cast.unit, 6, TODAY)} == {"valid"}


def test_maintenance_follows_its_plan_and_late_is_shown(cast: Cast) -> None:
    system = a_system(cast.manager)
    an_entry(cast.manager, system, "maintenance_plan", from_on="2026-02-01", interval_days="90")
    late = queries.proofs(system, 12, TODAY)
    assert [(one.kind, one.state) for one in late] == [("maintenance_plan", "valid"), ("maintenance", "expired")]
    assert line(cast.manager, system, "maintenance").tone == "over"
    an_entry(cast.manager, system, "maintenance", happened_on="2026-11-15", file=None)
    assert line(cast.manager, system, "maintenance").tone == "good"
    assert {one.state for one in queries.proofs(system, 12, TODAY)} == {"valid"}
    plan, turns = queries.maintenance_of(queries.of_system(cast.manager, system), TODAY)
    assert plan is not None
    assert [(str(turn.due), turn.late) for turn in turns] == [("2026-05-02", True), ("2027-02-13", False)]


def test_every_kind_can_be_kept_and_an_unknown_one_not(cast: Cast) -> None:
    system, person = a_system(cast.manager), a_person(cast.manager)
    for name, kind in KINDS.items():
        given: dict[str, object] = {}
        if name == "secret_consent":
            given = {"signed_on": "2026-01-01", "happened_on": "2026-01-02"}
        made = an_entry(cast.manager, person if kind.person else system, name, **given)
        assert made.kind == name
        assert made.acts.count() == 2
    with pytest.raises(Refused):
        services.add(cast.manager, system, "nothing", FULL, now=NOW)
    with pytest.raises(Refused):
        services.add(cast.manager, system, "vetting", FULL, now=NOW)
