"""Passkeys: added with the password, then asked for after it or taken instead of it; each lie of a browser refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from beholden.ground.people import queries, services
from beholden.ground.people.models import Account, Passkey, SecurityEvent
from beholden.ground.people.refusals import Refused
from beholden.ground.people.services.second_factor import code_at, confirm_second_factor, new_key
from beholden.ground.people.tests.authenticator import Authenticator, b64
from beholden.ground.people.tests.cast import Cast
from beholden.ground.people.tests.test_signing_in import GOOD, sign_in, who, with_password

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 3, 10, 0, tzinfo=UTC)
HERE = "localhost:8000"
PARTY = services.Party("localhost", (f"http://{HERE}",))


def browser(host: str = HERE, **more: Any) -> Client:
    return Client(HTTP_HOST=host, **more)


def add(account: Account, device: Authenticator, name: str = "值班室电脑") -> Passkey:
    challenge = services.new_challenge()
    answer = device.create(services.registration_wish(account, PARTY, challenge))
    return services.add_passkey(account, PARTY, name=name, answer=answer, challenge=challenge, at=NOW)


@pytest.fixture
def device(cast: Cast) -> Authenticator:
    """The guard's computer, known here; the guard has a password too."""
    with_password(cast.guard)
    device = Authenticator()
    add(cast.guard, device)
    return device


def wish(client: Client, step: str) -> dict[str, Any]:
    answer = client.post("/sign-in/passkey/wish", {"step": step})
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def opened(client: Client, device: Authenticator, step: str = "first", **more: str) -> int:
    """Status of the answer to a fresh wish."""
    answer = device.use(wish(client, step))
    return client.post("/sign-in/passkey", {"answer": answer, "step": step, **more}).status_code


class TestAddingOne:
    def test_the_password_is_asked_before_the_browser_makes_anything(self, cast: Cast) -> None:
        with_password(cast.guard)
        here, device = browser(), Authenticator()
        here.force_login(cast.guard)
        assert "添加通行密钥" in here.get("/account/passkeys").content.decode()
        for form, sentence in (
            ({"name": "电脑", "current": "wrong"}, "当前密码不正确"),
            ({"name": "", "current": GOOD}, "名称："),
            ({"name": "长" * 65, "current": GOOD}, "名称："),
            ({"name": "电脑"}, "当前密码："),
        ):
            refused = here.post("/account/passkeys/wish", form)
            assert refused.status_code == 422
            assert sentence in refused.json()["detail"]
        asked = here.post("/account/passkeys/wish", {"name": "电脑", "current": GOOD}).json()
        assert (asked["rp"]["id"], asked["user"]["name"], asked["attestation"]) == ("localhost", "guard", "none")
        done = here.post("/account/passkeys", {"name": "电脑", "answer": device.create(asked)})
        assert done.headers["Location"] == "/account/passkeys"
        page = here.get("/account/passkeys").content.decode()
        assert "电脑" in page and "localhost" in page
        kept = Passkey.objects.get()
        assert (kept.account, kept.transports, kept.host) == (cast.guard, ["internal"], "localhost")
        kinds = set(SecurityEvent.objects.filter(account=cast.guard).values_list("kind", flat=True))
        assert {"passkey_added", "passkey_refused"} <= kinds

    def test_an_answer_counts_once_in_its_time_and_its_session(self, cast: Cast) -> None:
        with_password(cast.guard)
        form = {"name": "电脑", "current": GOOD}
        with time_machine.travel(NOW, tick=False) as clock:
            here, elsewhere = browser(), browser()
            here.force_login(cast.guard)
            elsewhere.force_login(cast.guard)
            answer = Authenticator().create(here.post("/account/passkeys/wish", form).json())
            elsewhere.post("/account/passkeys/wish", form)
            assert elsewhere.post("/account/passkeys", {"name": "电脑", "answer": answer}).status_code == 422
            clock.shift(timedelta(minutes=6))
            late = here.post("/account/passkeys", {"name": "电脑", "answer": answer})
            assert late.status_code == 422
            assert "等待时间太长" in late.content.decode()
            answer = Authenticator().create(here.post("/account/passkeys/wish", form).json())
            assert here.post("/account/passkeys", {"name": "电脑", "answer": answer}).status_code == 302
            assert here.post("/account/passkeys", {"name": "电脑", "answer": answer}).status_code == 422
        assert Passkey.objects.count() == 1

    @pytest.mark.parametrize(
        "lie",
        [
            Authenticator(origin="http://localhost:9999"),
            Authenticator(origin="https://evil.example"),
            Authenticator(origin=""),
        ],
        ids=["port", "site", "empty"],
    )
    def test_another_sites_page_adds_none(self, cast: Cast, lie: Authenticator) -> None:
        with pytest.raises(Refused, match="没有收到有效的通行密钥"):
            add(cast.guard, lie)
        assert not Passkey.objects.exists()

    def test_a_device_is_added_once_and_ten_are_enough(self, cast: Cast) -> None:
        with_password(cast.guard)
        first = Authenticator()
        add(cast.guard, first)
        with pytest.raises(Refused, match="已经添加过"):
            add(cast.manager, first)
        with pytest.raises(Refused, match="起一个名称"):
            add(cast.guard, Authenticator(identifier=b"nameless"), name="  ")
        for number in range(9):
            services.may_add_passkey(cast.guard, GOOD, at=NOW)
            add(cast.guard, Authenticator(identifier=b"device %d" % number))
        with pytest.raises(Refused, match="最多 10 个"):
            services.may_add_passkey(cast.guard, GOOD, at=NOW)
        excluded = services.registration_wish(cast.guard, PARTY, b"x" * 32)["excludeCredentials"]
        assert len(excluded) == 10

    @pytest.mark.parametrize(
        ("host", "sentence"),
        [
            ("127.0.0.1:8000", "不能绑定 IP 地址"),
            ("[::1]:8000", "不能绑定 IP 地址"),
            ("video.example.cn", "改用 https"),
        ],
    )
    def test_an_address_that_cannot_have_any_says_why(
        self, cast: Cast, settings: Any, host: str, sentence: str
    ) -> None:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "video.example.cn"]
        with_password(cast.guard)
        here = browser(host)
        assert "通行密钥" not in here.get("/sign-in").content.decode()
        here.force_login(cast.guard)
        page = here.get("/account/passkeys")
        assert page.status_code == 200
        assert sentence in page.content.decode()
        for path, form in (
            ("/account/passkeys/wish", {"name": "电脑", "current": GOOD}),
            ("/sign-in/passkey/wish", {"step": "first"}),
        ):
            refused = here.post(path, form)
            assert refused.status_code == 422
            assert sentence in refused.json()["detail"]
        answered = here.post("/account/passkeys", {"name": "电脑", "answer": "{}"})
        assert answered.status_code == 422
        assert sentence in answered.content.decode()

    def test_behind_a_proxy_the_origin_people_open_counts(self, cast: Cast, settings: Any) -> None:
        settings.ALLOWED_HOSTS = ["video.example.cn", "other.example.cn"]
        settings.CSRF_TRUSTED_ORIGINS = ["https://video.example.cn:8443", "https://other.example.cn"]
        with_password(cast.guard)
        here = browser("video.example.cn")
        here.force_login(cast.guard)
        form = {"name": "电脑", "current": GOOD}
        asked = here.post("/account/passkeys/wish", form).json()
        assert asked["rp"]["id"] == "video.example.cn"
        answer = Authenticator(origin="https://video.example.cn:8443").create(asked)
        assert here.post("/account/passkeys", {"name": "电脑", "answer": answer}).status_code == 302
        answer = Authenticator(origin="https://other.example.cn", identifier=b"2").create(
            here.post("/account/passkeys/wish", form).json()
        )
        assert here.post("/account/passkeys", {"name": "电脑", "answer": answer}).status_code == 422


class TestAfterThePassword:
    def test_it_is_asked_for_and_leads_where_one_was_going(self, device: Authenticator) -> None:
        here = browser()
        first = sign_in(here, "guard", next="/account/password")
        assert first.headers["Location"] == "/sign-in/code"
        page = here.get("/sign-in/code").content.decode()
        assert "用通行密钥登录" in page
        assert 'name="code"' not in page
        assert here.post("/sign-in/code", {"code": "123456"}).status_code == 401
        assert who(here) == ""
        asked = wish(here, "second")
        assert [one["id"] for one in asked["allowCredentials"]] == [b64(device.identifier)]
        done = here.post("/sign-in/passkey", {"answer": device.use(asked), "step": "second"})
        assert done.headers["Location"] == "/account/password"
        assert who(here) == "guard"
        assert Passkey.objects.get().used_at is not None

    def test_a_device_that_checks_nobody_is_enough_here_only(self, device: Authenticator) -> None:
        device.verifies = False
        here = browser()
        sign_in(here, "guard")
        assert opened(here, device, "second") == 302
        assert opened(browser(), device) == 401

    def test_codes_and_passkeys_stand_side_by_side(self, cast: Cast, device: Authenticator) -> None:
        key, step = new_key(), int(NOW.timestamp()) // 30
        confirm_second_factor(cast.guard, key, code_at(key, step), at=NOW)
        with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
            here, there = browser(), browser("127.0.0.1:8000")
            sign_in(here, "guard")
            page = here.get("/sign-in/code").content.decode()
            assert "用通行密钥登录" in page and 'name="code"' in page
            assert opened(here, device, "second") == 302
            sign_in(there, "guard")
            page = there.get("/sign-in/code").content.decode()
            assert "不能绑定 IP 地址" in page and 'name="code"' in page
            assert there.post("/sign-in/code", {"code": code_at(key, step + 2)}).status_code == 302

    def test_opened_under_another_name_it_says_which_one(self, device: Authenticator, settings: Any) -> None:
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "video.localhost"]
        here = browser("video.localhost:8000")
        sign_in(here, "guard")
        assert "您的通行密钥绑定在 localhost" in here.get("/sign-in/code").content.decode()

    def test_the_password_step_cannot_be_left_out(self, cast: Cast, device: Authenticator) -> None:
        late = browser().post("/sign-in/passkey/wish", {"step": "second"})
        assert late.status_code == 422
        assert "请重新登录" in late.json()["detail"]
        other = Authenticator(identifier=b"the manager's")
        with_password(cast.manager)
        add(cast.manager, other)
        here = browser()
        sign_in(here, "guard")
        assert opened(here, other, "second") == 401
        assert who(here) == ""


class TestInsteadOfThePassword:
    def test_a_passkey_alone_signs_in(self, device: Authenticator) -> None:
        here = browser()
        assert "用通行密钥登录" in here.get("/sign-in").content.decode()
        asked = wish(here, "first")
        assert (asked["allowCredentials"], asked["userVerification"]) == ([], "required")
        answer = device.use(asked)
        done = here.post("/sign-in/passkey", {"answer": answer, "step": "first", "next": "/account/password"})
        assert done.headers["Location"] == "/account/password"
        assert who(here) == "guard"
        again = browser()
        wish(again, "first")
        assert again.post("/sign-in/passkey", {"answer": answer, "step": "first"}).status_code == 401
        assert who(again) == ""

    def test_a_wish_of_one_step_is_no_wish_of_the_other(self, device: Authenticator) -> None:
        here = browser()
        sign_in(here, "guard")
        answer = device.use(wish(here, "second"))
        assert here.post("/sign-in/passkey", {"answer": answer, "step": "first"}).status_code == 401
        assert who(here) == ""

    def test_a_copied_key_is_found_out_by_its_counter(self, device: Authenticator) -> None:
        for _ in range(3):
            assert opened(browser(), device) == 302
        device.uses = 1
        assert opened(browser(), device) == 401
        assert Passkey.objects.get().uses == 3

    def test_a_key_without_a_counter_is_used_again_and_again(self, cast: Cast) -> None:
        with_password(cast.guard)
        device = Authenticator(counts=False)
        add(cast.guard, device)
        assert [opened(browser(), device) for _ in range(3)] == [302] * 3

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda device: setattr(device, "key", Authenticator().key),
            lambda device: setattr(device, "origin", "https://evil.example"),
            lambda device: setattr(device, "identifier", b"unknown"),
            lambda device: Passkey.objects.update(host="video.example.cn"),
            lambda device: services.disable_account(None, Account.objects.get(username="guard")),
        ],
        ids=["key", "origin", "unknown", "host", "disabled"],
    )
    def test_what_proves_nothing_opens_nothing(
        self, device: Authenticator, spoil: Callable[[Authenticator], object]
    ) -> None:
        spoil(device)
        here = browser()
        assert opened(here, device) == 401
        assert who(here) == ""

    def test_wrong_proofs_lock_like_wrong_passwords(self, device: Authenticator) -> None:
        right, device.key = device.key, Authenticator().key
        statuses = [opened(browser(), device) for _ in range(5)]
        assert 429 not in statuses[:4]
        assert sign_in(browser(), "guard").status_code == 429
        device.key = right
        assert opened(browser(), device) == 429


class TestTakingOneAway:
    def test_it_needs_the_password_and_is_for_ones_own(self, cast: Cast, device: Authenticator) -> None:
        path = f"/account/passkeys/{Passkey.objects.get().code}/remove"
        stranger, here = browser(), browser()
        stranger.force_login(cast.manager)
        assert stranger.post(path, {"current": GOOD}).status_code == 404
        here.force_login(cast.guard)
        assert "这是最后一个" in here.get(path).content.decode()
        assert here.post(path, {"current": "wrong"}).status_code == 422
        assert Passkey.objects.exists()
        assert here.post(path, {"current": GOOD}).status_code == 302
        assert not Passkey.objects.exists()
        assert opened(browser(), device) == 401
        assert sign_in(browser(), "guard").headers["Location"] == "/"

    def test_a_one_time_link_takes_all_off(self, cast: Cast, device: Authenticator) -> None:
        assert cast.guard.has_second_factor
        services.redeem_setup_link(services.issue_setup_link(None, cast.guard), "another-password-9")
        assert not Account.objects.get(pk=cast.guard.pk).has_second_factor
        assert opened(browser(), device) == 401


def test_accounts_with_either_kind_are_counted_once(cast: Cast, device: Authenticator) -> None:
    add(cast.guard, Authenticator(identifier=b"second"))
    Account.objects.filter(pk__in=[cast.guard.pk, cast.manager.pk]).update(second_factor="sealed")
    found = queries.with_second_factor(Account.objects.all())
    assert sorted(found.values_list("username", flat=True)) == ["guard", "manager"]


def test_garbage_is_refused_in_bounded_time(cast: Cast) -> None:
    challenge = b"c" * 32
    deep = "[" * 30_000
    for answer in ("", "null", "[]", "{}", '{"response": 1}', deep, '{"response":' + deep, "9" * 40_000, "\ud800"):
        with pytest.raises(Refused):
            services.add_passkey(cast.guard, PARTY, name="x", answer=answer, challenge=challenge, at=NOW)
        assert services.passkey_named_in(answer) is None
    assert services.passkey_named_in('{"id": "\\u0000", "response": {}}') is None
    assert services.passkey_named_in('{"id": {"a": 1}, "response": {}}') is None


@given(st.data())
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_spoiled_answer_is_a_refusal_and_never_an_error(cast: Cast, data: st.DataObject) -> None:
    challenge = b"c" * 32
    told = json.loads(Authenticator().create(services.registration_wish(cast.guard, PARTY, challenge)))
    part = data.draw(st.sampled_from(sorted(told["response"])))
    told["response"][part] = data.draw(
        st.one_of(
            st.binary(max_size=200).map(b64),
            st.text(max_size=50),
            st.none(),
            st.integers(),
            st.lists(st.text(max_size=5), max_size=3),
        )
    )
    try:
        services.add_passkey(cast.guard, PARTY, name="x", answer=json.dumps(told), challenge=challenge, at=NOW)
    except Refused as refused:
        assert refused.code in ("not_proven", "known")
    else:
        assert part == "transports"
        assert set(Passkey.objects.latest("id").transports) <= {"usb", "nfc", "ble", "internal", "hybrid", "cable"}
    finally:
        Passkey.objects.all().delete()
