"""Account list, grants and events as the three administrators use them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beholden.ground.people import services
from beholden.ground.people.models import Account, Grant, Organisation
from beholden.ground.people.tests.cast import Cast
from beholden.ground.people.tests.places import Places

pytestmark = pytest.mark.django_db


@pytest.fixture
def system_admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.system_admin)
    return client


@pytest.fixture
def security_admin(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.security_admin)
    return client


def test_a_new_account_shows_its_link_once_and_the_link_works(system_admin: Client, cast: Cast) -> None:
    typed = {"username": "newguard", "name": "欧阳新", "role": "guard", "organisation": cast.unit.code}
    made = system_admin.post("/people/new", typed)
    assert made.status_code == 201
    assert made.headers["Cache-Control"].count("no-store")
    address = made.context["address"]
    assert address.startswith("http://testserver/set-up/")
    assert Client().get(address).status_code == 200
    page = system_admin.get("/people?q=欧阳").content.decode()
    assert "待设置密码" in page
    assert address not in page


def test_a_refused_account_keeps_what_was_typed(system_admin: Client, cast: Cast) -> None:
    typed = {"username": "guard", "name": "欧阳新", "role": "guard", "organisation": cast.unit.code}
    page = system_admin.post("/people/new", typed)
    assert page.status_code == 422
    assert "这个用户名已被使用" in page.content.decode()
    assert 'value="欧阳新"' in page.content.decode()


def test_disable_enable_and_relink(system_admin: Client, cast: Cast) -> None:
    assert system_admin.post(f"/people/{cast.guard.code}/disable").status_code == 302
    assert not Account.objects.get(pk=cast.guard.pk).is_active
    refused = system_admin.post(f"/people/{cast.guard.code}/link", follow=True)
    assert "账号已停用" in refused.content.decode()
    assert system_admin.post(f"/people/{cast.guard.code}/enable").status_code == 302
    assert system_admin.post(f"/people/{cast.guard.code}/link").status_code == 201
    assert system_admin.post("/people/a-unknown/disable").status_code == 404
    own = system_admin.post(f"/people/{cast.system_admin.code}/disable", follow=True)
    assert "不能停用自己的账号" in own.content.decode()
    assert Account.objects.get(pk=cast.system_admin.pk).is_active


def test_a_new_organisation(system_admin: Client) -> None:
    wrong = {"name": "某医院", "kind": "managing", "division": "1302", "uscc": ""}
    assert system_admin.post("/organisations/new", wrong).status_code == 422
    assert system_admin.post("/organisations/new", {**wrong, "division": "130203"}).status_code == 302
    assert Organisation.objects.filter(name="某医院").exists()


def test_names_are_shown_as_text_whatever_they_hold(system_admin: Client, cast: Cast) -> None:
    services.create_account(
        None, username="odd", name="<script>alert(1)</script>", role="guard", organisation=cast.unit
    )
    page = system_admin.get("/people").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_many_accounts_come_in_pages_with_few_queries(
    system_admin: Client, cast: Cast, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    Account.objects.bulk_create(
        Account(username=f"many{i}", name=f"值班{i}", role="guard", organisation=cast.unit) for i in range(300)
    )
    with django_assert_max_num_queries(6):
        page = system_admin.get("/people?q=值班&page=2")
    assert "第 2 页，共 6 页" in page.content.decode()
    assert system_admin.get("/people?page=99999").status_code == 200
    assert system_admin.get("/people?page=x").status_code == 200


def give(client: Client, cast: Cast, target: str, **more: object):  # type: ignore[no-untyped-def]
    now = timezone.localtime()
    typed = {
        "account": cast.county_officer.code,
        "target": target,
        "actions": ["live"],
        "starts": now.strftime("%Y-%m-%dT%H:%M"),
        "ends": (now + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
        "purpose": "协助查找走失老人",
    }
    return client.post("/grants/new", {**typed, **more})


def test_a_grant_is_given_listed_and_revoked(security_admin: Client, cast: Cast, places: Places) -> None:
    assert give(security_admin, cast, f"camera:{places.camera.code}").status_code == 302
    grant = Grant.objects.get()
    assert (grant.camera, grant.account, grant.granted_by) == (places.camera, cast.county_officer, cast.security_admin)
    for view in ("current", "soon", "all"):
        assert "协助查找走失老人" in security_admin.get(f"/grants?view={view}").content.decode()
    assert security_admin.post(f"/grants/{grant.code}/revoke", {"why": ""}).status_code == 422
    assert security_admin.post(f"/grants/{grant.code}/revoke", {"why": "任务结束"}).status_code == 302
    grant.refresh_from_db()
    assert grant.revoked_by == cast.security_admin
    assert "协助查找走失老人" not in security_admin.get("/grants").content.decode()
    assert "已撤销" in security_admin.get("/grants?view=all").content.decode()


def test_a_grant_to_someone_who_may_not_hold_one_cannot_even_be_chosen(
    security_admin: Client, cast: Cast, places: Places
) -> None:
    page = security_admin.get("/grants/new").content.decode()
    assert cast.auditor.code not in page
    assert cast.resident.code not in page
    assert cast.county_officer.code in page
    assert "192.0.2.1" not in page
    refused = give(security_admin, cast, f"system:{places.system.code}", account=cast.auditor.code)
    assert refused.status_code == 422
    for wrong in ("camera:c-nothing", "system:", "", "secret:1"):
        assert give(security_admin, cast, wrong).status_code == 422
    assert not Grant.objects.exists()


def test_auditors_read_grants_and_events_and_change_nothing(cast: Cast, places: Places, security_admin: Client) -> None:
    give(security_admin, cast, f"system:{places.system.code}")
    grant = Grant.objects.get()
    auditor = Client()
    auditor.force_login(cast.auditor)
    page = auditor.get("/grants").content.decode()
    assert "协助查找走失老人" in page
    assert "/grants/new" not in page
    assert auditor.post(f"/grants/{grant.code}/revoke", {"why": "x"}).status_code == 403
    events = auditor.get("/events").content.decode()
    assert "授权" in events
    assert "张警官" in events
    assert auditor.post("/events").status_code == 405


def test_english_is_one_click_away_and_chinese_stays_first(client: Client) -> None:
    first = client.get("/sign-in", headers={"accept-language": "en-US,en;q=0.9"})
    assert first.headers["Content-Language"] == "zh-hans"
    client.post("/language", {"language": "en", "next": "/sign-in"})
    assert client.get("/sign-in").headers["Content-Language"] == "en"
    client.post("/language", {"language": "zh-hans", "next": "/sign-in"})
    assert client.get("/sign-in").headers["Content-Language"] == "zh-hans"
    client.cookies["django_language"] = "xx"
    assert client.get("/sign-in").headers["Content-Language"] == "zh-hans"
