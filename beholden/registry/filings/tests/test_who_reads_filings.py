"""Scopes: unit, county, city, industry police, sector department; secret places for two only (R5, R14, M4, R10)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from beholden.ground.evidence import reading as evidence
from beholden.ground.evidence.models import Opening
from beholden.ground.people import services as people
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Kind, Role
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import permissions, queries, services
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import NOW, draft, filed, submitted


def seen_by(cast: Cast, filing: Filing) -> set[str]:
    return {part for part, account in cast.accounts() if queries.visible_to(account).filter(pk=filing.pk).exists()}


def officer(division: str, name: str, jurisdiction: str = "") -> Account:
    office = people.create_organisation(None, name=name, kind=Kind.AUTHORITY, division=division)
    if jurisdiction:
        services.set_remit(None, office, jurisdiction=jurisdiction)
    return people.create_account(None, username=name, name=name, role=Role.COUNTY_OFFICER, organisation=office)


def test_a_draft_is_the_units_alone_and_what_is_handed_in_the_places_police(cast: Cast) -> None:
    police = {"county_officer", "station_officer", "supervisor", "city_officer"}
    assert seen_by(cast, draft(cast.manager)) == {"manager"}
    assert seen_by(cast, submitted(cast.manager)) == {"manager"} | police
    assert seen_by(cast, filed(cast.manager, cast.county_officer)) == {"manager", "guard"} | police


def test_what_was_withdrawn_before_it_was_handed_in_was_never_the_polices(cast: Cast) -> None:
    assert seen_by(cast, services.withdraw(cast.manager, draft(cast.manager), now=NOW)) == {"manager"}
    handed_in = services.withdraw(cast.manager, submitted(cast.manager), now=NOW)
    assert "county_officer" in seen_by(cast, handed_in)


def test_a_city_reads_its_counties_and_decides_on_none(cast: Cast) -> None:
    one = submitted(cast.manager)
    assert queries.one(cast.city_officer, one.code) is not None
    with pytest.raises(services.Refused):
        services.accept(cast.city_officer, one, now=NOW)


def test_a_railway_station_goes_to_the_railway_police_and_nobody_elses_officer(cast: Cast) -> None:
    rail = officer("130200", "唐山铁路公安处", "rail")
    one = submitted(cast.manager, jurisdiction="rail", place_category="op_hub")
    assert one.authority == rail.organisation
    assert seen_by(cast, one) == {"manager"}
    assert queries.one(rail, one.code) is not None
    assert queries.one(rail, submitted(cast.manager).code) is None
    assert services.accept(rail, one, now=NOW).state == "filed"


def test_a_city_without_counties_receives_what_is_declared_there_and_no_other_city_does(cast: Cast) -> None:
    dongguan, tangshan = officer("441900", "东莞市公安局"), officer("130200", "唐山市公安局")
    for division in ("441900", "441900003"):  # the city, and a town of it
        one = submitted(cast.manager, division=division)
        assert one.authority == dongguan.organisation
        assert one.number is not None and "441900" in one.number
        assert permissions.decides_on(dongguan, one)
        assert not permissions.decides_on(tangshan, one)
        assert services.accept(dongguan, one, now=NOW).state == "filed"
        assert seen_by(cast, one) == {"manager", "guard"}
    assert permissions.may_receive(dongguan)
    paper = services.receive(dongguan, unit_name="东城街道商场", now=NOW)
    assert paper.division == "441900"
    assert not permissions.may_receive(tangshan)
    with pytest.raises(services.Refused) as refused:  # nobody there could ever decide on it
        services.submit(cast.manager, draft(cast.manager, division="130200"), now=NOW)
    assert (refused.value.code, refused.value.cite) == ("no_county", "R14(1)")


def test_a_filing_for_a_place_without_an_authority_here_is_kept_not_lost(cast: Cast) -> None:
    one = draft(cast.manager, division="110101")
    with pytest.raises(services.Refused) as refused:
        services.submit(cast.manager, one, now=NOW)
    assert refused.value.code == "no_authority"
    for division, code in (("999999", "no_division"), ("1302", "no_division")):
        with pytest.raises(services.Refused) as refused:
            services.submit(cast.manager, draft(cast.manager, division=division), incomplete=True, now=NOW)
        assert refused.value.code == code


def test_a_sector_department_reads_what_is_filed_in_its_sector(cast: Cast) -> None:
    commerce = filed(cast.manager, cast.county_officer)
    waiting = submitted(cast.manager)
    school = filed(cast.manager, cast.county_officer, sector="education")
    assert "sector_officer" not in seen_by(cast, commerce)  # before its remit is written
    services.set_remit(cast.system_admin, cast.sector_officer.organisation, sector="commerce")
    found = set(queries.visible_to(cast.sector_officer).values_list("code", flat=True))
    assert found == {commerce.code}
    assert waiting.code not in found
    assert school.code not in found
    client = Client()
    client.force_login(cast.sector_officer, "django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("filings:filing", args=[commerce.code])).content.decode()
    for hidden in ("01 大门", "收银区", "刘", "授权书.pdf", "可以办理"):
        assert hidden not in page, hidden
    assert client.get(reverse("filings:sign", args=[commerce.code])).status_code == 404


def test_remits_are_written_by_a_system_administrator_for_those_who_have_one(cast: Cast) -> None:
    for part, account in cast.accounts():
        if part != "system_admin":
            with pytest.raises(services.Refused):
                services.set_remit(account, cast.authority, jurisdiction="rail")
    for where, more in ((cast.unit, {"sector": "commerce"}), (cast.sector_officer.organisation, {})):
        with pytest.raises(services.Refused):
            services.set_remit(cast.system_admin, where, **more)  # type: ignore[arg-type]
    assert permissions.remit(cast.authority) == ("county", "")
    assert not Opening.objects.filter(kind="decide").exists()
    services.set_remit(cast.system_admin, cast.authority, jurisdiction="rail", now=NOW)
    services.set_remit(cast.system_admin, cast.authority, jurisdiction="rail", now=NOW)
    assert permissions.remit(cast.authority) == ("rail", "")
    _index, entry = list(evidence.entries())[-1]
    assert (entry["kind"], Opening.objects.filter(kind="decide").count()) == ("decide", 1)


def test_that_a_place_lies_near_a_secret_unit_is_shown_to_two_only(cast: Cast) -> None:
    given: dict[str, Any] = {
        "near_secret_unit": True,
        "consent_unit": "某某部队",
        "consent_number": "军字 1 号",
        "consent_date": "2026-09-01",
    }
    near = [CameraFields("01", "一层", function_type="watch", near_secret=True, installed_on=date(2026, 10, 1))]
    one = filed(cast.manager, cast.county_officer, cameras=near, **given)
    services.set_remit(cast.system_admin, cast.sector_officer.organisation, sector="commerce")
    for part in (
        "manager",
        "guard",
        "county_officer",
        "supervisor",
        "station_officer",
        "city_officer",
        "sector_officer",
    ):
        client = Client()
        client.force_login(getattr(cast, part), "django.contrib.auth.backends.ModelBackend")
        page = client.get(reverse("filings:filing", args=[one.code])).content.decode()
        told = part in ("manager", "county_officer", "supervisor")
        assert ("某某部队" in page) is told, part
        assert ("涉密单位" in page) is told, part
    assert "某某部队" not in Client().get(f"/s/{one.sign}").content.decode()


def test_an_agents_particulars_are_read_for_a_reason_that_stays(cast: Cast) -> None:
    one = submitted(cast.manager)
    client = Client()
    client.force_login(cast.county_officer, "django.contrib.auth.backends.ModelBackend")
    address = reverse("filings:reveal", args=[one.code])
    assert client.post(address, {"why": ""}).status_code == 302
    assert not one.acts.filter(action="reveal").exists()
    page = client.post(address, {"why": "电话联系补正"})
    assert "11010519491231002X" in page.content.decode()
    act = one.acts.get(action="reveal")
    assert (act.note, act.by) == ("电话联系补正", cast.county_officer)
    assert act.log_index is not None
    with pytest.raises(services.Refused):
        services.reveal_agent(cast.station_officer, one, why="看看", now=NOW)
