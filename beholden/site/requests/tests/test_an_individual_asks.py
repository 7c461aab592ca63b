"""A resident asks to see footage (R21, PIPL 45, 50): the form, identity, consent or refusal with reasons, erasure."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from beholden.ground.documents import queries as documents
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import a_system
from beholden.site.recordings.models import Hold
from beholden.site.requests import codes, flow, queries, sealed, services
from beholden.site.requests.models import FootageRequest
from beholden.site.requests.tests.made import FULL, NOW, PDF, approved, asked, checked, scope

pytestmark = pytest.mark.django_db


def test_a_form_sent_twice_is_one_request_and_who_asks_is_sealed(cast: Cast) -> None:
    system = a_system(cast.manager)
    made, receipt = asked(system)
    again, same = asked(system)
    assert (again.pk, same) == (made.pk, receipt)
    assert queries.by_receipt(receipt.lower().replace("-", " ")) == made
    with pytest.raises(codes.NotACode):
        queries.by_receipt(receipt[:-1] + ("2" if receipt[-1] != "2" else "3"))
    row = FootageRequest.objects.values().get()
    assert not [name for name, value in row.items() if "林秀英" in str(value) or "13900001234" in str(value)]
    assert sealed.opened(made)["name"] == "林秀英"
    assert sealed.masked(made) == {"name": "林**", "telephone": "13*******34"}
    with pytest.raises(Refused, match="理由"):
        services.reveal(cast.guard, made, " ", now=NOW)
    with pytest.raises(Refused, match="岗位"):
        services.reveal(cast.auditor, made, "想看", now=NOW)
    assert services.reveal(cast.guard, made, "打电话核对", now=NOW)["telephone"] == "13900001234"
    assert made.acts.filter(action="reveal").count() == 1


def test_consent_needs_the_checked_person_and_viewing_a_reviewed_copy(cast: Cast) -> None:
    system = a_system(cast.manager)
    made, _receipt = asked(system)
    with pytest.raises(Refused, match="待审批"):
        services.act(cast.manager, made, "approve", {"says": "同意"}, now=NOW)
    with pytest.raises(Refused, match="证件号码"):
        services.act(cast.guard, made, "check", {**scope(system), "says": "看过证件"}, now=NOW)
    with pytest.raises(Refused, match="图像采集设备"):
        services.act(cast.guard, made, "check", {**scope(system), **checked(), "cameras": []}, now=NOW)
    services.act(cast.guard, made, "check", {**scope(system), **checked()}, now=NOW)
    assert Hold.objects.filter(kind="viewing", released_at__isnull=True).count() == 1
    with pytest.raises(Refused, match="只有"):
        services.act(cast.guard, made, "approve", {"says": "同意"}, now=NOW)
    agreed = services.act(cast.manager, made, "approve", {"says": "身份、关系属实"}, now=NOW)
    found = flow.verdict(agreed, "seen", cast.guard)
    assert not found.allowed
    assert "原始录像不会代替它" in found.why
    with pytest.raises(Refused, match="原始录像不会代替它"):
        services.act(cast.guard, agreed, "seen", {"says": "看了"}, now=NOW)
    agreed.state = "viewed"
    with pytest.raises(IntegrityError), transaction.atomic():
        agreed.save()
    assert "look" not in [one.action for one in flow.offered(agreed, cast.manager)]


def test_a_refusal_says_why_and_where_to_complain(cast: Cast) -> None:
    system = a_system(cast.manager)
    made, receipt = asked(system)
    with pytest.raises(Refused, match="理由"):
        services.act(cast.manager, made, "refuse", {"says": "不行的"}, now=NOW)
    with pytest.raises(Refused, match="写明"):
        services.act(cast.manager, made, "refuse", {"reason": "gone", "says": ""}, now=NOW)
    services.act(cast.manager, made, "refuse", {"reason": "gone", "says": "那一天的录像已经到期删除"}, now=NOW)
    assert documents.about("request", made.code).get().unit_name == "申请人"
    page = Client().post("/ask/follow", {"receipt": receipt}).content.decode()
    assert "已经到期删除" in page
    assert "/complain" in page
    assert "人民法院" in page
    notice = Client().post("/ask/follow/notice.pdf", {"receipt": receipt})
    assert notice.content.startswith(b"%PDF")
    assert Client().post("/ask/follow/notice.pdf", {"receipt": "AAAA"}).status_code == 302


@time_machine.travel(NOW, tick=False)
def test_the_public_form_takes_a_request_and_keeps_what_was_typed(cast: Cast) -> None:
    system, stranger = a_system(cast.manager), Client()
    address = f"/ask/{system.code}"
    assert stranger.get("/ask/s-nothing").status_code == 404
    page = stranger.get(address).content.decode()
    assert "到现场查阅遮挡了其他人的录像" in page
    assert "01 大门" not in page
    typed = {**FULL["individual"], "token": "x" * 20, "from_at": "2026-11-19T08:00", "to_at": "2026-11-19T07:00"}
    wrong = stranger.post(address, typed)
    assert wrong.status_code == 422
    assert "右侧车门被划" in wrong.content.decode()
    assert not FootageRequest.objects.exists()
    right = stranger.post(address, {**typed, "to_at": "2026-11-19T09:00"})
    assert right.status_code == 201
    made = FootageRequest.objects.get()
    assert (made.created_by, made.state, made.relation) == (None, "filed", "self")
    receipt = codes.receipt("x" * 20)
    assert receipt in right.content.decode()
    assert stranger.post("/ask/follow", {"receipt": "2222"}).status_code == 422
    assert "待审批" in stranger.post("/ask/follow", {"receipt": receipt}).content.decode()
    assert "已撤回" in stranger.post("/ask/follow", {"receipt": receipt, "withdraw": "1"}).content.decode()
    assert stranger.post("/ask/follow", {"receipt": receipt, "withdraw": "1"}).status_code == 422


def test_who_asked_is_erased_at_the_end_of_its_term_and_not_before(cast: Cast) -> None:
    system = a_system(cast.manager)
    made, receipt = asked(system)
    services.attach(cast.guard, made, "行驶证.pdf", [PDF], now=NOW)
    kept = made.files.get()
    assert services.SHELF.where(kept.sha256).is_file()
    services.act(cast.manager, made, "refuse", {"reason": "other", "says": "没有录到"}, now=NOW)
    until = services.kept_until(FootageRequest.objects.get())
    assert until is not None
    assert until.year == 2029
    early = NOW + (until - NOW.date()) - timedelta(days=1)
    assert services.erase_due(now=early) == 0
    assert sealed.opened(FootageRequest.objects.get())["name"] == "林秀英"
    assert services.erase_due(now=early + timedelta(days=3)) == 1
    erased = FootageRequest.objects.get()
    assert (erased.private, erased.receipt, erased.state) == ("", None, "refused")
    assert not services.SHELF.where(kept.sha256).exists()
    assert queries.by_receipt(receipt) is None
    assert services.erase_due(now=early + timedelta(days=4)) == 0


def test_a_request_taken_at_the_desk_is_agreed_by_another(cast: Cast) -> None:
    system = a_system(cast.manager)
    assert approved(cast.guard, cast.manager, system, "individual").state == "approved"
    with pytest.raises(Refused, match="关系"):
        services.file(
            cast.guard, system, "individual", {**FULL["individual"], **scope(system), "relation": "friend"}, now=NOW
        )
