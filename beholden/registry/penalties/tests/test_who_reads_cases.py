"""The authority reads its cases, the unit its own from the notice on, the city the county's; nobody else any."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.test import Client

from beholden.ground.documents.models import Document
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties import queries, services
from beholden.registry.penalties.tests.made import BOSS, NOW, day, decided, fresh, later, main, opened, propose


def page(account: Account, address: str) -> tuple[int, str]:
    browser = Client()
    browser.force_login(account)
    answer = browser.get(address)
    return answer.status_code, answer.content.decode(errors="replace")


@time_machine.travel(NOW, tick=False)
def test_lists_and_pages_by_office_before_and_after_the_notice(cast: Cast) -> None:
    case = opened(cast)
    readers = {part for part, account in cast.accounts() if queries.one(account, case.code)}
    assert readers == {"county_officer", "station_officer", "supervisor", "city_officer"}
    assert page(cast.manager, f"/penalties/{case.code}")[0] == 404
    case = propose(cast, case, 10_000)
    services.give_notice(cast.county_officer, case, defence_until=day(NOW, 5), now=NOW)
    readers = {part for part, account in cast.accounts() if queries.one(account, case.code)}
    assert readers == {"county_officer", "station_officer", "supervisor", "city_officer", "manager"}
    status, text = page(cast.manager, "/penalties?view=all")
    assert status == 200
    assert case.number in text


@time_machine.travel(NOW, tick=False)
def test_the_unit_sees_its_own_part_only(cast: Cast) -> None:
    case = opened(cast)
    services.add_responsible(cast.county_officer, case, BOSS, now=NOW)
    boss = case.parties.get(kind="responsible")
    case = propose(cast, fresh(case), 0, fines={main(case).code: 12_000, boss.code: 6_000})
    services.give_notice(cast.county_officer, case, defence_until=day(NOW, 5), now=NOW)
    _status, unit = page(cast.manager, f"/penalties/{case.code}")
    assert "12000 元" in unit.replace(",", "")
    assert "6000" not in unit.replace(",", "")
    assert "赵**" not in unit
    assert "张警官" not in unit.split('id="main"')[1], "who handles it is the authority's affair"
    own = Document.objects.filter(unit_name=cast.unit.name, subject_kind="penalty")
    theirs = set(own.values_list("code", flat=True))
    assert set(re.findall(r"/documents/([a-z0-9]{12})", unit)) == theirs
    other = Document.objects.get(kind="penalty_notice", unit_name="赵**")
    assert page(cast.manager, f"/penalties/{case.code}/documents/{other.code}")[0] == 404
    assert page(cast.county_officer, f"/penalties/{case.code}/documents/{other.code}")[0] == 200
    with pytest.raises(services.Refused):
        services.defend(cast.manager, fresh(case), party=boss.code, text="替他申辩", now=NOW)


@time_machine.travel(NOW, tick=False)
def test_persons_are_masked_for_all_and_opened_for_a_reason_by_the_authority(cast: Cast) -> None:
    case = opened(cast)
    services.add_responsible(cast.county_officer, case, BOSS, now=NOW)
    boss = case.parties.get(kind="responsible")
    for account in (cast.county_officer, cast.city_officer):
        _status, text = page(account, f"/penalties/{case.code}")
        assert "赵**" in text
        assert BOSS.name not in text
        assert BOSS.id_number not in text
    assert "13**************34" not in page(cast.city_officer, f"/penalties/{case.code}")[1]
    browser = Client()
    browser.force_login(cast.county_officer)
    address = f"/penalties/{case.code}/parties/{boss.code}/reveal"
    assert browser.post(address, {"why": ""}).status_code == 302
    assert BOSS.id_number in browser.post(address, {"why": "核对身份"}).content.decode()
    assert case.acts.filter(action="reveal").count() == 1


def test_the_next_page_begins_where_the_last_ended(cast: Cast) -> None:
    made = [opened(cast, inspection=None, unit=cast.unit).pk for _number in range(5)]
    first = queries.page(queries.visible_to(cast.county_officer), size=2)
    second = queries.page(queries.visible_to(cast.county_officer), first.after, size=2)
    third = queries.page(queries.visible_to(cast.county_officer), second.after, size=2)
    found = [case.pk for one in (first, second, third) for case in one.cases]
    assert found == sorted(made, reverse=True)
    assert third.after == ""


def test_like_decisions_stand_beside_and_only_of_this_authority(cast: Cast) -> None:
    from beholden.registry.penalties import alike

    for number, fine in enumerate((10_000, 12_000, 14_000, 20_000)):
        decided(cast, now=later(NOW, number), fine=fine, inspection=None, unit=cast.unit)
    case = opened(cast, now=later(NOW, 30), inspection=None, unit=cast.unit)
    found = alike.to(case, "unit")
    assert (found.count, found.quarter, found.median, found.three_quarters) == (4, 11_500, 13_000, 15_500)
    assert (found.far(11_499), found.far(11_500), found.far(15_500), found.far(15_501)) == (True, False, False, True)
    assert alike.to(case, "individual").far(5_000), "nothing to compare with is said"
    propose(cast, case, 13_000, far_reason="", now=later(NOW, 30))
    with pytest.raises(services.Refused) as far:
        propose(cast, fresh(case), 19_000, far_reason="", now=later(NOW, 30))
    assert far.value.code == "far"
