"""A complaint is at a desk above whom it is about; they, their supervisor and administrators do not learn of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents.models import Document
from beholden.ground.people import services as people
from beholden.ground.people.roles import Kind, Role
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import queries, services
from beholden.registry.tips.models import Complaint
from beholden.registry.tips.tests.reported import NOW, complained, fresh, token

pytestmark = pytest.mark.django_db


def browser(account: object) -> Client:
    client = Client()
    client.force_login(account)  # type: ignore[arg-type]
    return client


def test_only_the_desk_above_sees_it_in_list_address_api_and_search(cast: Cast) -> None:
    below = people.create_account(
        None, username="own_desk", name="本局督察", role=Role.DISCIPLINE_OFFICER, organisation=cast.authority
    )
    made, _receipt = complained(cast.authority)
    assert made.desk == cast.discipline_officer.organisation
    for part, account in [*cast.accounts(), ("own_desk", below)]:
        client, ours = browser(account), part == "discipline_officer"
        assert (made in queries.complaints_visible_to(account)) is ours, part
        assert (client.get(f"/complaints/{made.code}").status_code == 200) is ours, part
        assert (made.code in client.get("/complaints").content.decode()) is ours, part
        assert (client.get(f"/api/complaints/{made.code}").status_code == 200) is ours, part
        assert (made.code in client.get("/api/complaints").content.decode()) is ours, part
        assert f"/complaints/{made.code}" not in client.get(f"/tips?q={made.code}").content.decode(), part
        assert made.code not in client.get("/deadlines").content.decode(), part
        assert made.code not in client.get("/ledger").content.decode(), part
    assert Client().get(f"/complaints/{made.code}").status_code == 302


def test_nothing_else_tells_that_it_exists(cast: Cast) -> None:
    made, _receipt = complained(cast.authority)
    services.accept(cast.discipline_officer, made, now=NOW)
    services.answer_complaint(
        cast.discipline_officer, fresh(made), outcome="founded", words="经查属实，已责令改正并处分。", now=NOW
    )
    assert not Deadline.objects.exists()
    assert not Document.objects.exists()
    log = (Path(settings.DATA) / "ledger" / "access" / "entries").read_bytes().decode("utf-8", "replace")
    assert log.count('"kind":"decide"') == 3
    for telling in (made.code, "complaint", "检举", "王某", "number"):
        assert telling not in log
    row = fresh(made)
    for sealed in (row.text, row.answer):
        assert "王某" not in sealed
        assert "属实" not in sealed
    assert "王某" not in json.dumps(list(made.acts.values_list("note", flat=True)))


def test_it_goes_from_received_to_answered_and_each_step_is_the_desks(cast: Cast) -> None:
    made, receipt = complained(cast.authority)
    desk = cast.discipline_officer
    for part, account in cast.accounts():
        if part != "discipline_officer":
            with pytest.raises(Refused, match="只有办理机关"):
                services.accept(account, made, now=NOW)
    with pytest.raises(Refused, match="现在的状态"):
        services.examine(desk, made, now=NOW)
    services.accept(desk, made, now=NOW)
    services.examine(desk, made, now=NOW)
    services.ask_complainant(desk, made, words="请补充聊天记录的时间。", now=NOW)
    services.add(made, token=token(7), words="11 月 3 日晚。", now=NOW)
    with pytest.raises(Refused, match="请选择调查结论"):
        services.answer_complaint(desk, made, outcome="closed", words="经查属实。", now=NOW)
    services.answer_complaint(desk, made, outcome="founded", words="经查属实，已责令改正。", now=NOW)
    found = queries.complaint_by_receipt(receipt)
    assert found is not None
    assert (found.state, found.outcome, found.handler) == ("answered", "founded", desk)
    assert [one.words for one in queries.messages(found)] == ["请补充聊天记录的时间。", "11 月 3 日晚。"]


def test_a_desk_is_above_and_never_beneath_or_the_same(cast: Cast) -> None:
    city = cast.discipline_officer.organisation
    assert city is not None
    with pytest.raises(Refused, match="12388"):  # nobody here stands above the city
        complained(city)
    province = people.create_organisation(None, name="河北省公安厅", kind=Kind.AUTHORITY, division="130000")
    high = people.create_account(
        None, username="high", name="省厅督察", role=Role.DISCIPLINE_OFFICER, organisation=province
    )
    about_city, _one = complained(city)
    assert about_city.desk == province
    assert about_city not in queries.complaints_visible_to(cast.discipline_officer)
    about_county, _two = complained(cast.authority, 1)
    assert about_county.desk == city  # the nearest above
    unknown, _three = complained(None, 2, division="130203")
    assert unknown.desk == province  # the highest, when nobody knows whom it is about
    with pytest.raises(Refused, match="下级不能办理"):
        services.route_complaint(high, about_city, to=city, why="转下级办理", now=NOW)
    services.route_complaint(cast.discipline_officer, about_county, to=province, why="市局有关联，应当回避", now=NOW)
    assert fresh(about_county).desk == province
    assert about_county not in queries.complaints_visible_to(cast.discipline_officer)
    assert about_county in queries.complaints_visible_to(high)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=about_county.pk).update(desk=cast.authority)


def test_a_complaint_about_nobody_above_is_not_taken_in(cast: Cast) -> None:
    people.disable_account(None, cast.discipline_officer)
    with pytest.raises(Refused, match="没有提交"):
        complained(cast.authority)
    assert not Complaint.objects.exists()
