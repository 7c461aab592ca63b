"""A request of a state organ from the desk to its destruction (R20): two persons, paper, receipt, what is owed back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from beholden.ground.documents import files
from beholden.ground.documents import queries as documents
from beholden.ground.evidence import queries as evidence
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import a_system
from beholden.site.recordings.models import Hold
from beholden.site.requests import flow, reminding, services
from beholden.site.requests.models import FootageRequest, RequestAct
from beholden.site.requests.tests.made import (
    FULL,
    NOW,
    PDF,
    a_request,
    approved,
    handed,
    handover,
    scope,
    second_manager,
)

pytestmark = pytest.mark.django_db


def test_from_the_desk_to_destruction(cast: Cast) -> None:
    system = a_system(cast.manager)
    made = a_request(cast.guard, system)
    assert made.number == "查调〔2026〕0001号"
    assert Hold.objects.filter(released_at__isnull=True, kind="retrieval").count() == 1
    for refused in (cast.guard, cast.other_manager, cast.auditor, cast.county_officer):
        with pytest.raises(Refused, match="只有"):
            services.act(refused, made, "approve", {"says": "同意"}, now=NOW)
    services.act(cast.manager, made, "approve", {"says": "范围必需，文书齐全"}, now=NOW)
    kept = services.act(cast.guard, made, "hand_over", handover(), now=NOW)
    assert (kept.state, str(kept.back_by)) == ("handed", "2026-12-20")
    assert not Hold.objects.filter(released_at__isnull=True).exists()
    receipt = documents.about("request", made.code).get()
    assert receipt.kind == "handover_receipt"
    assert files.content(receipt).startswith(b"%PDF")
    before, after = date(2026, 12, 1), date(2026, 12, 21)
    assert reminding.reminders(cast.manager, before) == []
    assert [one.state for one in reminding.reminders(cast.manager, after)] == ["over"]
    assert reminding.reminders(cast.guard, after) == []
    later = NOW + timedelta(days=20)
    services.act(cast.guard, made, "destroyed", {"on": "2026-12-10", "says": "对方出具销毁证明"}, now=later)
    ended = FootageRequest.objects.get()
    assert (ended.state, ended.ended_at) == ("destroyed", later)
    assert [act.action for act in RequestAct.objects.all()] == ["file", "attach", "approve", "hand_over", "destroyed"]
    assert len([one for one in evidence.since(0) if one.kind == "decide"]) >= 5


def test_nobody_approves_their_own_and_the_database_agrees(cast: Cast) -> None:
    system, other = a_system(cast.manager), second_manager(cast)
    own = a_request(cast.manager, system)
    with pytest.raises(Refused, match="另一位负责人"):
        services.act(cast.manager, own, "approve", {"says": "同意"}, now=NOW)
    assert "另一位负责人" in flow.verdict(own, "refuse", cast.manager).why
    own.decided_by = cast.manager
    with pytest.raises(IntegrityError), transaction.atomic():
        own.save()
    assert services.act(other, own, "approve", {"says": "同意，范围必需"}, now=NOW).state == "approved"


def test_all_cameras_for_a_year_is_told_to_narrow_it(cast: Cast) -> None:
    system = a_system(cast.manager)
    cameras = [camera.code for camera in system.cameras.all()]
    year = scope(system, cameras=cameras, from_at=NOW - timedelta(days=365), to_at=NOW)
    with pytest.raises(Refused, match=r"请缩小范围.*96.*17520") as refused:
        services.file(cast.guard, system, "state_organ", {**FULL["state_organ"], **year}, now=NOW)
    assert (refused.value.cite, refused.value.field) == ("R20", "to_at")
    assert not FootageRequest.objects.exists()
    kept = a_request(cast.guard, system, cameras=cameras)
    services.act(cast.manager, kept, "ask_more", {"says": "收银台的设备与案件无关"}, now=NOW)
    with pytest.raises(Refused, match="请缩小范围"):
        services.act(cast.guard, kept, "resubmit", {**year, "need": "都要"}, now=NOW)
    narrowed = services.act(cast.guard, kept, "resubmit", {**scope(system), "need": "只要大门"}, now=NOW)
    assert (narrowed.state, narrowed.cameras.count()) == ("filed", 1)
    assert Hold.objects.filter(released_at__isnull=True).count() == 1


@pytest.mark.parametrize("lacking", ["organ", "duty", "basis", "document_number", "need", "name", "cameras"])
def test_what_the_law_wants_is_not_left_out(cast: Cast, lacking: str) -> None:
    system = a_system(cast.manager)
    given = {**FULL["state_organ"], **scope(system), lacking: ""}
    with pytest.raises(Refused) as refused:
        services.file(cast.guard, system, "state_organ", given, now=NOW)
    assert refused.value.field == lacking
    assert not FootageRequest.objects.exists()


def test_a_foreign_authority_is_sent_to_ours_and_without_a_paper_nothing_is_agreed(cast: Cast) -> None:
    system = a_system(cast.manager)
    with pytest.raises(Refused, match="外国") as refused:
        a_request(cast.guard, system, foreign=True)
    assert refused.value.cite == "数据安全法36"
    bare = a_request(cast.guard, system, paper=False)
    with pytest.raises(Refused, match="文书"):
        services.act(cast.manager, bare, "approve", {"says": "同意"}, now=NOW)
    with pytest.raises(Refused, match="不是 PDF"):
        services.attach(cast.guard, bare, "通知书.pdf", [b"MZ this is a program"], now=NOW)
    services.attach(cast.guard, bare, "通知书.pdf", [PDF], now=NOW)
    assert services.act(cast.manager, bare, "approve", {"says": "同意"}, now=NOW).state == "approved"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"sha256": "abc"}, "sha256"), ({"medium": ""}, "medium"), ({"back_by": "2026-11-20"}, "back_by"),
     ({"back_by": "2029-01-01"}, "back_by"), ({"party": ""}, "party")],
    ids=["no-hash", "no-medium", "today", "years", "nobody"],
)  # fmt: skip
def test_a_handover_says_what_to_whom_and_until_when(cast: Cast, wrong: dict[str, str], field: str) -> None:
    made = approved(cast.guard, cast.manager, a_system(cast.manager))
    with pytest.raises(Refused) as refused:
        services.act(cast.guard, made, "hand_over", {**handover(), **wrong}, now=NOW)
    assert refused.value.field == field
    assert FootageRequest.objects.get().state == "approved"
    assert services.act(cast.guard, made, "hand_over", handover(), now=NOW).state == "handed"


def test_who_may_only_look_takes_nothing_away_and_later_is_agreed_by_the_second_person(cast: Cast) -> None:
    system = a_system(cast.manager)
    looking = approved(cast.guard, cast.manager, system, want="viewing")
    with pytest.raises(Refused, match="不能带走"):
        services.act(cast.guard, looking, "hand_over", handover(), now=NOW)
    assert services.act(cast.guard, looking, "seen", {"says": "在监控室看了十分钟"}, now=NOW).state == "viewed"
    out = handed(cast.guard, cast.manager, system)
    with pytest.raises(Refused, match="晚于"):
        services.act(cast.manager, out, "extend", {"back_by": "2026-12-01", "says": "案件未结"}, now=NOW)
    with pytest.raises(Refused, match="只有"):
        services.act(cast.guard, out, "extend", {"back_by": "2027-02-01", "says": "案件未结"}, now=NOW)
    assert (
        str(services.act(cast.manager, out, "extend", {"back_by": "2027-02-01", "says": "案件未结"}, now=NOW).back_by)
        == "2027-02-01"
    )
    with pytest.raises(Refused, match="交接之后"):
        services.act(cast.guard, out, "returned", {"on": "2026-11-01", "says": "已收回"}, now=NOW)
