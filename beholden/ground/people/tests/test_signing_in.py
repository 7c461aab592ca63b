"""The way in and out as a browser takes it: one-time link, password, second factor, lock, language, headers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from beholden.ground.people import services
from beholden.ground.people.middleware import WHY_COOKIE
from beholden.ground.people.models import Account, SecurityEvent, SignIn
from beholden.ground.people.services.second_factor import code_at
from beholden.ground.people.tests.cast import Cast

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
GOOD = "correct-horse-电池"


def with_password(account: Account) -> None:
    services.redeem_setup_link(services.issue_setup_link(None, account), GOOD)
    account.refresh_from_db()


def sign_in(client: Client, username: str, password: str = GOOD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", {"username": username, "password": password, **more})


def who(client: Client) -> str:
    """The user name this browser is signed in as, "" when it is not."""
    page = client.get("/account")
    return page.context["request"].user.username if page.status_code == 200 else ""


def shown(answer: HttpResponse) -> str:
    """The page without what differs in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_a_one_time_link_sets_a_password_and_signs_in(client: Client, cast: Cast) -> None:
    path = f"/set-up/{services.issue_setup_link(None, cast.guard)}"
    page = client.get(path)
    assert page.status_code == 200
    assert "王保安" in page.content.decode()
    assert client.post(path, {"password": "short", "again": "short"}).status_code == 422
    assert client.post(path, {"password": GOOD, "again": GOOD + "x"}).status_code == 422
    assert who(client) == ""
    done = client.post(path, {"password": GOOD, "again": GOOD})
    assert (done.status_code, done.headers["Location"]) == (302, "/")
    assert who(client) == "guard"
    assert Client().get(path).status_code == 404
    assert Client().post(path, {"password": GOOD, "again": GOOD}).status_code == 404


def test_a_link_opened_in_somebody_elses_browser_changes_who_is_signed_in(client: Client, cast: Cast) -> None:
    client.force_login(cast.manager)
    path = f"/set-up/{services.issue_setup_link(None, cast.guard)}"
    client.post(path, {"password": GOOD, "again": GOOD})
    assert who(client) == "guard"


def test_password_in_page_wanted_and_out_again(client: Client, cast: Cast) -> None:
    with_password(cast.guard)
    wanted = client.get("/account/password")
    assert wanted.headers["Location"] == "/sign-in?next=%2Faccount%2Fpassword"
    refused = sign_in(client, "guard", "wrong")
    assert refused.status_code == 401
    assert "用户名或密码不正确" in refused.content.decode()
    done = sign_in(client, "guard", next="/account/password")
    assert done.headers["Location"] == "/account/password"
    assert who(client) == "guard"
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert who(client) == ""


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: Client, cast: Cast, target: str) -> None:
    with_password(cast.guard)
    assert sign_in(client, "guard", next=target).headers["Location"] == "/"


def test_unknown_disabled_and_wrong_look_alike(cast: Cast) -> None:
    with_password(cast.guard)
    with_password(cast.other_guard)
    services.disable_account(None, cast.other_guard)
    answers = set()
    for name, password in (("nobody", GOOD), ("guard", "wrong"), ("other_guard", GOOD), ("manager", GOOD)):
        answer = sign_in(Client(), name, password)
        answers.add((answer.status_code, shown(answer).replace(name, "")))
    assert len(answers) == 1


def test_after_five_wrong_tries_the_door_is_locked_for_that_name_and_address_only(cast: Cast) -> None:
    with_password(cast.guard)
    with_password(cast.manager)
    with time_machine.travel(NOW, tick=False) as clock:
        for name in ("guard", "nobody"):
            codes = [sign_in(Client(), name, "wrong").status_code for _ in range(6)]
            assert codes == [401, 401, 401, 401, 429, 429], name
        locked, unknown = sign_in(Client(), "guard"), sign_in(Client(), "nobody")
        assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
        assert "暂时不能登录" in locked.content.decode()
        assert shown(locked) == shown(unknown)
        assert sign_in(Client(), "manager").status_code == 302
        assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "guard").status_code == 302
        clock.shift(timedelta(minutes=16))
        assert sign_in(Client(), "guard").status_code == 302
    assert SecurityEvent.objects.filter(kind="locked_out", account=cast.guard).exists()


def test_what_was_typed_as_a_name_nobody_has_is_not_written_down(client: Client, cast: Cast) -> None:
    sign_in(client, "my-secret-password", "x")
    event = SecurityEvent.objects.get(kind="sign_in_refused")
    assert (event.account, event.username, event.detail) == (None, "", {})
    assert event.address == "127.0.0.1"


class TestTheSecondFactor:
    @staticmethod
    def turn_on(client: Client, account: Account) -> str:
        client.force_login(account)
        page = client.get("/account/second-factor")
        key = page.context["key"].replace(" ", "")
        picture = client.get("/account/second-factor/picture.svg")
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert b"<path" in picture.content
        step = int(datetime.now(UTC).timestamp()) // 30
        wrong = client.post("/account/second-factor", {"code": "12345a"})
        assert wrong.status_code == 422
        done = client.post("/account/second-factor", {"code": code_at(key, step)})
        assert done.status_code == 302
        return key

    def test_it_is_asked_for_after_the_password_and_each_code_opens_once(self, cast: Cast) -> None:
        with_password(cast.guard)
        with time_machine.travel(NOW, tick=False) as clock:
            key = self.turn_on(Client(), cast.guard)
            clock.shift(timedelta(seconds=60))
            code = code_at(key, int(datetime.now(UTC).timestamp()) // 30)
            browser = Client()
            first = sign_in(browser, "guard", next="/account/password")
            assert first.headers["Location"] == "/sign-in/code"
            assert who(browser) == ""
            wrong = "000000" if code != "000000" else "111111"
            assert browser.post("/sign-in/code", {"code": wrong}).status_code == 401
            assert who(browser) == ""
            done = browser.post("/sign-in/code", {"code": code})
            assert done.headers["Location"] == "/account/password"
            assert who(browser) == "guard"
            again = Client()
            sign_in(again, "guard")
            assert again.post("/sign-in/code", {"code": code}).status_code == 401

    def test_wrong_codes_lock_like_wrong_passwords(self, cast: Cast) -> None:
        with_password(cast.guard)
        self.turn_on(Client(), cast.guard)
        browser = Client()
        sign_in(browser, "guard")
        codes = [browser.post("/sign-in/code", {"code": "abcdef"}).status_code for _ in range(6)]
        assert 429 in codes
        assert sign_in(Client(), "guard").status_code == 429

    def test_the_first_step_alone_expires_and_dies_with_the_password(self, cast: Cast) -> None:
        with_password(cast.guard)
        with time_machine.travel(NOW, tick=False) as clock:
            self.turn_on(Client(), cast.guard)
            late, outdated = Client(), Client()
            sign_in(late, "guard")
            clock.shift(timedelta(minutes=6))
            assert late.get("/sign-in/code").headers["Location"] == "/sign-in"
            sign_in(outdated, "guard")
            assert outdated.get("/sign-in/code").status_code == 200
            services.redeem_setup_link(services.issue_setup_link(None, cast.guard), "another-password-9")
            assert outdated.get("/sign-in/code").headers["Location"] == "/sign-in"
        assert Client().get("/sign-in/code").headers["Location"] == "/sign-in"

    def test_its_key_is_sealed_and_bound_to_the_account(self, cast: Cast) -> None:
        with_password(cast.guard)
        with time_machine.travel(NOW, tick=False) as clock:
            key = self.turn_on(Client(), cast.guard)
            clock.shift(timedelta(seconds=60))
            stored = Account.objects.get(pk=cast.guard.pk).second_factor
            assert key not in stored
            Account.objects.filter(pk=cast.manager.pk).update(second_factor=stored)
            thief = Account.objects.get(pk=cast.manager.pk)
            code = code_at(key, int(NOW.timestamp()) // 30 + 2)
            now = datetime.now(UTC)
            assert not services.check_second_factor(thief, code, at=now)
            assert services.check_second_factor(Account.objects.get(pk=cast.guard.pk), code, at=now)

    def test_taking_it_off_needs_the_password(self, client: Client, cast: Cast) -> None:
        with_password(cast.guard)
        self.turn_on(client, Account.objects.get(pk=cast.guard.pk))
        assert client.post("/account/second-factor/off", {"current": "wrong"}).status_code == 422
        assert Account.objects.get(pk=cast.guard.pk).second_factor
        assert client.post("/account/second-factor/off", {"current": GOOD}).status_code == 302
        assert not Account.objects.get(pk=cast.guard.pk).second_factor


class TestSessions:
    def test_idle_and_long_ones_end(self, cast: Cast) -> None:
        with_password(cast.guard)
        with time_machine.travel(NOW, tick=False) as clock:
            idle, busy = Client(), Client()
            sign_in(idle, "guard")
            sign_in(busy, "guard")
            for _ in range(3):
                clock.shift(timedelta(minutes=20))
                assert who(busy) == "guard"
            assert who(idle) == ""
            for _ in range(34):
                clock.shift(timedelta(minutes=20))
                who(busy)
            assert who(busy) == ""
        assert sorted(SignIn.objects.values_list("ended_why", flat=True)) == ["idle", "longest"]

    def test_the_sign_in_page_says_why_it_is_seen_until_somebody_signs_in(self, cast: Cast) -> None:
        with_password(cast.guard)
        browser, other = Client(), Client(HTTP_USER_AGENT="There/1")
        with time_machine.travel(NOW, tick=False) as clock:
            sign_in(browser, "guard")
            clock.shift(timedelta(minutes=31))
            assert browser.get("/api/status").status_code == 401  # a page that asks by itself
            assert browser.get("/account").headers["Location"] == "/sign-in?next=%2Faccount"
            for _again in range(2):
                assert "30 分钟没有操作，登录已自动结束。" in browser.get("/sign-in").content.decode()
            sign_in(browser, "guard")
            assert browser.cookies[WHY_COOKIE].value == ""
            sign_in(other, "guard")
            browser.post(f"/account/sign-ins/{SignIn.objects.get(agent='There/1').code}/end")
            assert other.get("/account").status_code == 302
            assert "从另一台设备上结束" in other.get("/sign-in").content.decode()
            browser.post("/sign-out")
            page = browser.get("/sign-in").content.decode()
            assert "结束" not in page, "who left knows why"
        stranger = Client()
        stranger.cookies[WHY_COOKIE] = "<b>idle"
        stranger.cookies["sessionid"] = "x" * 32
        assert "notice" not in stranger.get("/sign-in").content.decode()

    def test_a_person_sees_their_browsers_and_ends_another(self, cast: Cast) -> None:
        with_password(cast.guard)
        here, there = Client(HTTP_USER_AGENT="Here/1"), Client(HTTP_USER_AGENT="There/1")
        sign_in(here, "guard")
        sign_in(there, "guard")
        page = here.get("/account").content.decode()
        assert "Here/1" in page
        assert "There/1" in page
        other = SignIn.objects.get(agent="There/1")
        stranger = Client()
        stranger.force_login(cast.manager)
        assert stranger.post(f"/account/sign-ins/{other.code}/end").status_code == 404
        assert who(there) == "guard"
        assert here.post(f"/account/sign-ins/{other.code}/end").status_code == 302
        assert who(there) == ""
        assert who(here) == "guard"

    def test_a_changed_password_ends_the_others_and_keeps_this_one(self, cast: Cast) -> None:
        with_password(cast.guard)
        here, there = Client(), Client()
        sign_in(here, "guard")
        sign_in(there, "guard")
        new = {"password": "a-fresh-one-2026", "again": "a-fresh-one-2026"}
        assert here.post("/account/password", {"current": "wrong", **new}).status_code == 422
        weak = {"password": "12345678901", "again": "12345678901"}
        assert here.post("/account/password", {"current": GOOD, **weak}).status_code == 422
        assert who(there) == "guard"
        assert here.post("/account/password", {"current": GOOD, **new}).status_code == 302
        assert who(here) == "guard"
        assert who(there) == ""
        assert sign_in(Client(), "guard").status_code == 401

    def test_disabling_an_account_signs_it_out_at_once(self, cast: Cast) -> None:
        with_password(cast.guard)
        browser = Client()
        sign_in(browser, "guard")
        services.disable_account(cast.system_admin, cast.guard)
        assert who(browser) == ""

    def test_a_session_without_its_sign_in_is_worth_nothing(self, client: Client, cast: Cast) -> None:
        client.force_login(cast.guard)
        assert who(client) == "guard"
        SignIn.objects.all().delete()
        assert who(client) == ""

    def test_signing_in_changes_the_session_key(self, client: Client, cast: Cast) -> None:
        with_password(cast.guard)
        client.get("/sign-in")
        session = client.session
        session["planted"] = 1
        session.save()
        client.cookies["sessionid"] = session.session_key
        sign_in(client, "guard")
        assert client.session.session_key != session.session_key


def test_every_turn_is_an_event(client: Client, cast: Cast) -> None:
    with_password(cast.guard)
    sign_in(client, "guard", "wrong")
    sign_in(client, "guard")
    client.post("/sign-out")
    kinds = list(SecurityEvent.objects.filter(account=cast.guard).order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "account_created",
        "setup_link_issued",
        "setup_link_used",
        "sign_in_refused",
        "signed_in",
        "signed_out",
    ]
    assert GOOD not in str(list(SecurityEvent.objects.values()))


def test_forms_need_their_token(cast: Cast) -> None:
    with_password(cast.guard)
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "guard").status_code == 403
    assert who(strict) == ""
