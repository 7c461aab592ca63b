"""Set-up links: random, hashed, one use, a term, no race; and the first start that prints them."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from beholden.ground.people import services
from beholden.ground.people.models import Account, SecurityEvent, SetupLink, SignIn
from beholden.ground.people.refusals import Refused
from beholden.ground.people.tests.cast import Cast, make_cast

NOW = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
GOOD = "correct-horse-电池"


@pytest.mark.django_db
class TestALink:
    def test_it_sets_the_password_once(self, cast: Cast) -> None:
        token = services.issue_setup_link(cast.system_admin, cast.guard, at=NOW)
        assert services.link_account(token, at=NOW) == cast.guard
        services.redeem_setup_link(token, GOOD, at=NOW)
        assert Account.objects.get(pk=cast.guard.pk).check_password(GOOD)
        assert services.link_account(token, at=NOW) is None
        with pytest.raises(Refused) as caught:
            services.redeem_setup_link(token, "another-password-9", at=NOW)
        assert caught.value.code == "link_unusable"
        assert Account.objects.get(pk=cast.guard.pk).check_password(GOOD)

    def test_only_its_hash_is_kept(self, cast: Cast) -> None:
        token = services.issue_setup_link(None, cast.guard, at=NOW)
        assert len(token) >= 43
        link = SetupLink.objects.get()
        assert token not in str(vars(link))
        assert token not in str(list(SecurityEvent.objects.values()))
        assert token != services.issue_setup_link(None, cast.guard, at=NOW)

    def test_it_has_a_term(self, cast: Cast) -> None:
        token = services.issue_setup_link(None, cast.guard, at=NOW, term=timedelta(hours=2))
        assert services.link_account(token, at=NOW + timedelta(hours=2) - timedelta(seconds=1))
        assert services.link_account(token, at=NOW + timedelta(hours=2)) is None

    def test_a_new_one_replaces_the_old(self, cast: Cast) -> None:
        old = services.issue_setup_link(None, cast.guard, at=NOW)
        new = services.issue_setup_link(None, cast.guard, at=NOW)
        assert services.link_account(old, at=NOW) is None
        assert services.link_account(new, at=NOW) == cast.guard

    def test_a_disabled_account_has_none(self, cast: Cast) -> None:
        token = services.issue_setup_link(None, cast.guard, at=NOW)
        services.disable_account(cast.system_admin, cast.guard, at=NOW)
        assert services.link_account(token, at=NOW) is None
        with pytest.raises(Refused):
            services.issue_setup_link(cast.system_admin, cast.guard, at=NOW)
        services.enable_account(cast.system_admin, cast.guard, at=NOW)
        assert services.link_account(token, at=NOW) is None

    @pytest.mark.parametrize("weak", ["short", "1234567890123", "password123", "guard-guard", "王保安王保安王保安王"])
    def test_a_weak_password_leaves_it_usable(self, cast: Cast, weak: str) -> None:
        token = services.issue_setup_link(None, cast.guard, at=NOW)
        with pytest.raises(ValidationError):
            services.redeem_setup_link(token, weak, at=NOW)
        assert services.link_account(token, at=NOW) == cast.guard

    @pytest.mark.parametrize("token", ["", "x", "é" * 50, "A" * 100_000, "\u0000"])
    def test_garbage_is_no_link(self, cast: Cast, token: str) -> None:
        assert services.link_account(token, at=NOW) is None
        with pytest.raises(Refused):
            services.redeem_setup_link(token, GOOD, at=NOW)

    def test_it_takes_the_second_factor_off_and_ends_older_sign_ins(self, cast: Cast) -> None:
        Account.objects.filter(pk=cast.guard.pk).update(second_factor="sealed", second_factor_step=9)
        services.begin_sign_in(cast.guard, "key-1", at=NOW, address=None, agent="")
        token = services.issue_setup_link(None, cast.guard, at=NOW)
        assert SignIn.objects.get().ended_at is None
        services.redeem_setup_link(token, GOOD, at=NOW)
        account = Account.objects.get(pk=cast.guard.pk)
        assert (account.second_factor, account.second_factor_step) == ("", 0)
        assert SignIn.objects.get().ended_why == "setup"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_redeem_at_once_one_wins() -> None:
    cast = make_cast()
    token = services.issue_setup_link(None, cast.guard, at=NOW)
    start = threading.Barrier(4)
    outcomes: list[str] = []

    def redeem(number: int) -> None:
        start.wait(10)
        try:
            services.redeem_setup_link(token, f"{GOOD}-{number}", at=NOW)
            outcomes.append(f"{GOOD}-{number}")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=redeem, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    winners = [outcome for outcome in outcomes if outcome != "link_unusable"]
    assert len(outcomes) == 4
    assert len(winners) == 1
    assert Account.objects.get(pk=cast.guard.pk).check_password(winners[0])


@pytest.mark.django_db
class TestTheFirstStart:
    def test_it_makes_three_administrators_and_a_link_each(self) -> None:
        links = services.first_start(at=NOW)
        assert [link.account.role for link in links] == ["system_admin", "security_admin", "auditor"]
        for link in links:
            assert link.path.startswith("/set-up/")
            assert not link.account.has_usable_password()
            token = link.path.removeprefix("/set-up/")
            assert services.redeem_setup_link(token, GOOD, at=NOW) == link.account

    def test_while_nobody_has_come_in_a_new_start_gives_new_links(self) -> None:
        first, second = services.first_start(at=NOW), services.first_start(at=NOW)
        assert [link.account for link in first] == [link.account for link in second]
        assert {link.path for link in first}.isdisjoint(link.path for link in second)
        services.redeem_setup_link(second[0].path.removeprefix("/set-up/"), GOOD, at=NOW)
        assert services.first_start(at=NOW) == []
        assert Account.objects.count() == 3
