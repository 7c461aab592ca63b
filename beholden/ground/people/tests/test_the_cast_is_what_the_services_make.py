"""The cast's rows are written at once, for speed; they are the rows the services write."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import transaction

from beholden.ground.people import services
from beholden.ground.people.models import Account, Organisation, SecurityEvent
from beholden.ground.people.tests.cast import ACCOUNTS, ORGANISATIONS, PARTS, make_cast

pytestmark = pytest.mark.django_db
OWN = {"id", "code", "password"}  # drawn anew for each row


def by_the_services() -> None:
    made = {
        part: services.create_organisation(None, name=name, kind=kind, division=division)
        for part, (name, kind, division) in ORGANISATIONS.items()
    }
    for part, (name, role, where) in ACCOUNTS.items():
        services.create_account(None, username=part, name=name, role=role, organisation=made.get(where))


def rows() -> list[list[dict[str, Any]]]:
    """Every row of the three tables; where one names another, that one's name."""
    organisations = dict(Organisation.objects.values_list("code", "name"))
    names = dict(Account.objects.values_list("pk", "name"))
    found = [list(kind.objects.order_by("pk").values()) for kind in (Organisation, Account, SecurityEvent)]
    for row in [row for table in found for row in table]:
        if row.get("organisation_id"):
            row["organisation_id"] = Organisation.objects.get(pk=row["organisation_id"]).name
        if row.get("account_id"):
            row["account_id"] = names[row["account_id"]]
        if "organisation" in row.get("detail", {}):
            row["detail"]["organisation"] = organisations[row["detail"]["organisation"]]
        assert row.get("password", "!").startswith("!"), "no password opens it"
        for name in OWN & set(row):
            del row[name]
    return found


@time_machine.travel(1_795_000_000, tick=False)
def test_the_rows_are_the_same() -> None:
    with transaction.atomic():
        by_the_services()
        slowly = rows()
        transaction.set_rollback(True)
    assert not Account.objects.exists()
    cast = make_cast()
    assert rows() == slowly
    assert {part for part, _account in cast.accounts()} == set(PARTS) == set(ACCOUNTS)
    assert all(account.pk and account.username == part for part, account in cast.accounts())


def test_codes_and_passwords_are_drawn_for_each_cast() -> None:
    seen = set()
    for _time in range(2):
        with transaction.atomic():
            cast = make_cast()
            drawn = {account.code for _part, account in cast.accounts()} | {cast.unit.code, cast.authority.code}
            assert len(drawn) == len(ACCOUNTS) + 2
            assert not seen & drawn
            seen |= drawn
            transaction.set_rollback(True)
