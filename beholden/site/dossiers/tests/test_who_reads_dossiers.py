"""The manager all, guards rosters and plans, auditors all but consents and names, officers nothing (R10, PIPL 51)."""

from __future__ import annotations

import io

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from beholden.engines import sealing
from beholden.ground.documents import services as drawing
from beholden.ground.evidence.models import Opening
from beholden.ground.evidence.services import context
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers import letters, overview, queries, reminding, services
from beholden.site.dossiers.models import DossierEntry, ServiceAgreement, StaffMember
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import NOW, STAFF, TODAY, a_person, a_system, an_entry

pytestmark = pytest.mark.django_db


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_each_office_reads_what_is_its_own(cast: Cast) -> None:
    system = a_system(cast.manager, near_secret_unit=True)
    an_entry(cast.manager, system, "secret_consent", signed_on="2026-01-01", happened_on="2026-02-01")
    an_entry(cast.manager, system, "roster")
    an_entry(cast.manager, system, "operation")
    found = {part: {entry.kind for entry in queries.visible_to(account)} for part, account in cast.accounts()}
    assert found.pop("manager") == {"secret_consent", "roster", "operation"}
    assert found.pop("guard") == {"roster"}
    assert found.pop("auditor") == {"roster", "operation"}
    assert set().union(*found.values()) == set()


def test_that_a_secret_unit_is_near_is_seen_by_the_manager_only(cast: Cast) -> None:
    system = a_system(cast.manager, near_secret_unit=True)
    consent = an_entry(
        cast.manager, system, "secret_consent", party="某部队", signed_on="2026-01-01", happened_on="2026-02-01"
    )
    assert queries.proofs(system, 3, TODAY) == []
    assert [(one.title, one.state) for one in queries.proofs(system, 3, TODAY, secret=True)] == [
        ("涉密单位同意", "valid")
    ]
    for account, wanted in ((cast.manager, 200), (cast.guard, 404), (cast.auditor, 404)):
        assert browser(account).get(f"/dossiers/entries/{consent.code}").status_code == wanted
        page = browser(account).get(f"/dossiers/{system.code}").content.decode()
        assert ("涉密单位同意" in page) is (wanted == 200)
    key = sealing.installation_key(settings.DATA)
    bodies = [
        sealing.unseal(one.sealed, key, context(one.log, one.index)).decode()
        for one in Opening.objects.filter(number=consent.code)
    ]
    assert len(bodies) == 2
    assert not any("secret" in body or "某部队" in body for body in bodies)
    other = a_system(cast.manager, "别处")
    assert "secret_consent" not in {line.kind.name for line in overview.of(cast.manager, other, TODAY).lines}


def test_papers_of_people_are_sealed_masked_and_opened_for_a_reason(cast: Cast) -> None:
    person = a_person(cast.manager)
    kept = StaffMember.objects.get(pk=person.pk)
    assert str(STAFF["id_number"]) not in kept.sealed
    page = browser(cast.manager).get(f"/dossiers/staff/{person.code}").content.decode()
    assert "11**************2X" in page
    assert str(STAFF["id_number"]) not in page
    before = Opening.objects.filter(kind="decide").count()
    with pytest.raises(Refused, match="理由"):
        services.reveal_staff(cast.manager, person, why=" ", now=NOW)
    with pytest.raises(Refused, match="岗位"):
        services.reveal_staff(cast.auditor, person, why="好奇", now=NOW)
    assert services.reveal_staff(cast.manager, person, why="办理证件", now=NOW)["id_number"] == STAFF["id_number"]
    assert Opening.objects.filter(kind="decide").count() == before + 1
    services.change_staff(
        cast.manager, person, {"name": "王敏", "post": "管理", "joined_on": "2026-03-01"}, seen=1, now=NOW
    )
    assert services.private_of(StaffMember.objects.get(pk=person.pk))["telephone"] == STAFF["telephone"]
    audited = browser(cast.auditor).get("/dossiers/staff").content.decode()
    assert "王*" in audited
    assert "王敏" not in audited


def test_a_contractor_is_let_in_by_an_agreement_in_force_with_confidentiality(cast: Cast) -> None:
    from beholden.ground.people import services as people

    system = a_system(cast.manager)
    firm = people.create_organisation(None, name="冀安科技有限公司", kind="contractor", division="130203")
    agreement = an_entry(cast.manager, system, "contract", from_on="2026-02-01", until_on="2026-12-31")
    assert queries.valid_agreement(firm, system, TODAY) is None
    an_entry(cast.manager, system, "confidentiality", from_on="2026-02-01", until_on="2026-12-31")
    found = queries.valid_agreement(firm, system, TODAY)
    assert isinstance(found, ServiceAgreement)
    assert found.pk == agreement.pk
    assert queries.valid_agreement(firm, system, agreement.until_on.replace(year=2027)) is None
    assert queries.valid_agreement(firm, a_system(cast.manager, "另一个"), TODAY) is None
    stranger = people.create_organisation(None, name="别家公司", kind="contractor", division="130203")
    assert queries.valid_agreement(stranger, system, TODAY) is None
    services.act(cast.manager, agreement, "end", says="录像已返还", on="2026-11-20", now=NOW)
    assert queries.valid_agreement(firm, system, TODAY) is None
    ended = DossierEntry.objects.get(pk=agreement.pk)
    with time_machine.travel(NOW, tick=False):
        page = browser(cast.manager).get(f"/dossiers/entries/{ended.code}").content.decode()
    assert "2029-11-20" in page  # the law's term for records of an entrustment, from the rulebook


def test_a_running_contract_without_confidentiality_is_a_gap(cast: Cast) -> None:
    system = a_system(cast.manager)

    def gap() -> bool:
        return any(line.kind.name == "confidentiality" for line in overview.of(cast.manager, system, TODAY).gaps)

    assert not gap()
    contract = an_entry(cast.manager, system, "contract")
    assert gap()
    assert [one.title for one in reminding.reminders(cast.manager, TODAY) if "保密协议" in one.title]
    services.act(cast.manager, contract, "end", says="录像已返还", on="2026-11-20", now=NOW)
    assert not gap()
    assert reminding.reminders(cast.guard, TODAY) == []


def test_sheets_and_letters_say_what_is_kept(cast: Cast) -> None:
    system, person = a_system(cast.manager), a_person(cast.manager, name="=cmd()")
    an_entry(cast.manager, person, "vetting")
    an_entry(cast.manager, system, "maintenance_plan", from_on="2026-02-01", interval_days="90")
    an_entry(cast.manager, system, "maintenance", happened_on="2026-05-12", file=None)
    with time_machine.travel(NOW, tick=False):
        for account, name in ((cast.manager, "=cmd()"), (cast.auditor, "=*****")):
            book = load_workbook(io.BytesIO(browser(account).get("/dossiers/staff.xlsx").content))
            cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
            assert name in [cell.value for cell in cells]
            assert all(cell.data_type != "f" for cell in cells)
        sheet = browser(cast.manager).get(f"/dossiers/{system.code}/maintenance.xlsx").content
        rows = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(sheet)).active.iter_rows()]  # type: ignore[union-attr]
    assert rows[1][:3] == ["2026-05-02", "2026-05-12", "迟 10 天"]
    assert rows[2][:3] == ["2026-08-10", None, "已超期"]
    drill = an_entry(cast.manager, system, "drill")
    roster = an_entry(cast.manager, system, "roster", from_on="2026-11-20", until_on="2026-11-30")
    services.plan_shifts(cast.manager, roster, person, "2026-11-20", "2026-11-21", "20:00", "08:00", now=NOW)
    told = letters.roster(roster, TODAY)
    assert told["rows"][0] == ["2026-11-20 星期五", "20:00–次日08:00", "=cmd()"]
    for kind, values in (
        ("duty_roster", told),
        ("drill_record", letters.drill(drill)),
        ("confidentiality_agreement", letters.agreement(system, TODAY)),
    ):
        assert drawing.drawn(kind, values, now=NOW).startswith(b"%PDF")
