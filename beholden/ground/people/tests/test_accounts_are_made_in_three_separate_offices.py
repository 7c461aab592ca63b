"""Accounts and organisations: who makes them, what they must be, and what the database holds to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from beholden.ground.people import queries, services, uscc
from beholden.ground.people.models import Account, Organisation, SecurityEvent
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import Kind, Role
from beholden.ground.people.tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_only_a_system_administrator_makes_disables_and_links_accounts(cast: Cast) -> None:
    acts = {
        "make": lambda by: services.create_account(
            by, username=f"new_{by.username}", name="新人", role="guard", organisation=cast.unit
        ),
        "unit": lambda by: services.create_organisation(by, name="新单位", kind=Kind.MANAGING, division="130203"),
        "disable": lambda by: services.disable_account(by, cast.other_guard),
        "enable": lambda by: services.enable_account(by, cast.other_guard),
        "link": lambda by: services.issue_setup_link(by, cast.other_manager),
    }
    for name, act in acts.items():
        for part, account in cast.accounts():
            if part == "system_admin":
                act(account)
                continue
            with pytest.raises(Refused) as caught:
                act(account)
            assert caught.value.code == "not_yours", (name, part)


def test_a_new_account_has_no_password_and_nobody_knows_one(cast: Cast) -> None:
    account = services.create_account(
        cast.system_admin, username="new.guard", name=" 欧阳  新 ", role=Role.GUARD, organisation=cast.unit
    )
    assert account.name == "欧阳 新"
    assert not account.has_usable_password()
    assert not account.check_password("")
    event = SecurityEvent.objects.filter(kind="account_created", account=account).get()
    assert (event.by, event.detail) == (cast.system_admin, {"role": "guard"})


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"username": "a"}, "bad_username"),
        ({"username": "has blank"}, "bad_username"),
        ({"username": "x" * 65}, "bad_username"),
        ({"username": "../../etc"}, "bad_username"),
        ({"username": "GUARD"}, "username_taken"),
        ({"username": "ｇｕａｒｄ"}, "username_taken"),
        ({"name": " \u0000\u0007 "}, "name_missing"),
        ({"name": "长" * 65}, "name_too_long"),
        ({"role": "root"}, "unknown_role"),
        ({"organisation": None}, "role_needs_organisation"),
        ({"role": "county_officer"}, "role_needs_organisation"),
    ],
)
def test_wrong_accounts_are_refused_with_one_sentence(cast: Cast, wrong: dict[str, object], code: str) -> None:
    before = Account.objects.count()
    right: dict[str, object] = {"username": "newone", "name": "新人", "role": "guard", "organisation": cast.unit}
    with pytest.raises(Refused) as caught:
        services.create_account(cast.system_admin, **{**right, **wrong})  # type: ignore[arg-type]
    assert (caught.value.code, Account.objects.count()) == (code, before)
    assert "\n" not in str(caught.value)
    services.create_account(cast.system_admin, **right)  # type: ignore[arg-type]


def test_the_database_knows_roles_and_who_needs_an_organisation(cast: Cast) -> None:
    for change in ({"role": "root"}, {"organisation": None}, {"name": ""}, {"username": "manager"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.filter(pk=cast.guard.pk).update(**change)
    Account.objects.filter(pk=cast.auditor.pk).update(organisation=None)


def test_nobody_disables_or_links_themselves(cast: Cast) -> None:
    for act in (services.disable_account, services.issue_setup_link):
        with pytest.raises(Refused) as caught:
            act(cast.system_admin, cast.system_admin)
        assert caught.value.code == "oneself"


def test_disabling_twice_is_one_event_and_enabling_brings_back(cast: Cast) -> None:
    services.disable_account(cast.system_admin, cast.guard)
    services.disable_account(cast.system_admin, cast.guard)
    assert SecurityEvent.objects.filter(kind="account_disabled").count() == 1
    services.enable_account(cast.system_admin, cast.guard)
    assert Account.objects.get(pk=cast.guard.pk).is_active
    assert SecurityEvent.objects.filter(kind="account_enabled").count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"kind": "gang"}, "unknown_kind"),
        ({"division": "13020"}, "bad_division"),
        ({"division": "一三零二零三"}, "bad_division"),
        ({"name": ""}, "name_missing"),
        ({"uscc_code": "91130203MA0000000X"}, "bad_uscc"),
    ],
)
def test_wrong_organisations_are_refused(cast: Cast, wrong: dict[str, str], code: str) -> None:
    right = {"name": "某商场", "kind": "managing", "division": "130203"}
    with pytest.raises(Refused) as caught:
        services.create_organisation(cast.system_admin, **{**right, **wrong})
    assert caught.value.code == code


def test_a_credit_code_checks_itself_and_belongs_to_one_unit(cast: Cast) -> None:
    first = "91130203MA0ABCDE1"
    code = first + uscc.check_character(first)
    assert uscc.is_valid(code)
    for position in range(18):
        other = "2" if code[position] != "2" else "3"
        assert not uscc.is_valid(code[:position] + other + code[position + 1 :])
    rural = "N2130203MF0ABCDE1"  # a rural collective: a letter where others have a digit
    assert uscc.is_valid(rural + uscc.check_character(rural))
    for wrong in (
        "",
        code[:-1],
        code.lower(),
        code.replace("9", "I", 1),
        code + "0",
        f" {code}",
        code[:9] + " " + code[9:],
    ):
        assert not uscc.is_valid(wrong)
    services.create_organisation(None, name="甲", kind="managing", division="130203", uscc_code=code)
    with pytest.raises(Refused) as caught:
        services.create_organisation(None, name="乙", kind="managing", division="130203", uscc_code=code)
    assert caught.value.code == "uscc_taken"
    assert Organisation.objects.filter(uscc=code).count() == 1


def test_a_published_credit_code_is_valid() -> None:
    # the example in the annex of GB 32100-2015
    assert uscc.is_valid("91350100M000100Y43")


def test_each_sees_the_names_that_are_theirs_to_see(cast: Cast) -> None:
    def names(account: Account) -> set[str]:
        return set(queries.visible_to(account).values_list("username", flat=True))

    everyone = {part for part, _ in cast.accounts()}
    for administrator in (cast.system_admin, cast.security_admin, cast.auditor):
        assert names(administrator) == everyone
    assert names(cast.manager) == {"manager", "guard"}
    for part in ("guard", "county_officer", "station_officer", "resident"):
        assert names(getattr(cast, part)) == {part}
    services.disable_account(cast.system_admin, cast.manager)
    assert names(cast.manager) == set()


def test_search_finds_by_name_user_name_and_unit(cast: Cast) -> None:
    everyone = queries.visible_to(cast.auditor)
    assert queries.search(everyone, "王保安").get() == cast.guard
    assert queries.search(everyone, "OTHER_GUARD").get() == cast.other_guard
    assert set(queries.search(everyone, "城南")) == {cast.manager, cast.guard}
    assert queries.search(everyone, "").count() == everyone.count()
