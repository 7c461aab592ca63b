"""Requests as the cast makes them, through the services only; for tests of every room."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from beholden.ground.people import services as people
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Kind, Role
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.site.dossiers.tests.made import an_entry
from beholden.site.requests import services
from beholden.site.requests.models import FootageRequest

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning, a Friday
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
SHA = "5f" * 32
FULL: dict[str, dict[str, Any]] = {
    "state_organ": {
        "organ": "路北区公安分局",
        "name": "陈警官 0312 马警官 0313",
        "duty": "办理建设北路肇事逃逸案",
        "basis": "道路交通安全法第七十二条",
        "document_number": "路公调证字〔2026〕88号",
        "need": "逃逸车辆当时从大门驶出",
        "want": "copy",
    },
    "individual": {
        "name": "林秀英",
        "telephone": "13900001234",
        "relation": "self",
        "words": "车停在地下二层，右侧车门被划",
        "place": "地下二层东侧",
    },
    "internal": {"duty": "核实值班人员私自给他人看录像的投诉", "need": "投诉所说的时间"},
    "publication": {"duty": "协助寻找走失儿童", "basis": "未成年人保护法", "need": "走失前最后出现的地点"},
}


def second_manager(cast: Cast) -> Account:
    """Another manager of the unit, for what two persons do."""
    return people.create_account(
        None, username="second_manager", name="钱副理", role=Role.MANAGER, organisation=cast.unit
    )


def a_contractors_guard(cast: Cast, system: System, *, now: datetime = NOW, **agreement: Any) -> Account:
    """A guard of a contractor with a running agreement at the System, and no grant."""
    firm = people.create_organisation(None, name="冀安保安服务有限公司", kind=Kind.CONTRACTOR, division="130203")
    given = {"party": firm.name, "confidential": True, **agreement}
    an_entry(cast.manager, system, "operation", now=now, **given)
    return people.create_account(None, username="contractors_guard", name="周保安", role=Role.GUARD, organisation=firm)


def scope(system: System, now: datetime = NOW, **more: Any) -> dict[str, Any]:
    """One camera, one hour of the day before."""
    start = now - timedelta(days=1)
    cameras = [system.cameras.order_by("pk")[0].code]
    return {"cameras": cameras, "from_at": start, "to_at": start + timedelta(hours=1), **more}


def a_request(
    by: Account, system: System, kind: str = "state_organ", *, now: datetime = NOW, paper: bool = True, **given: Any
) -> FootageRequest:
    """A request taken in at the desk, with its paper."""
    made = services.file(by, system, kind, {**FULL[kind], **scope(system, now), **given}, now=now)
    if paper:
        services.attach(by, made, "调取证据通知书.pdf", [PDF], now=now)
    return FootageRequest.objects.get(pk=made.pk)


def approved(by: Account, manager: Account, system: System, kind: str = "state_organ", **more: Any) -> FootageRequest:
    """A request that a second person agreed to."""
    now = more.get("now", NOW)
    made = a_request(by, system, kind, **more)
    if kind == "individual":
        services.act(by, made, "check", {**scope(system, now), **checked()}, now=now)
    return services.act(manager, made, "approve", {"says": "符合要求，范围必需"}, now=now)


def checked() -> dict[str, str]:
    """What the desk saw of a person."""
    return {"id_number": "13020319800101002X", "says": "看过身份证原件和行驶证"}


def handed(by: Account, manager: Account, system: System, *, now: datetime = NOW, **more: Any) -> FootageRequest:
    """A copy handed over to the organ."""
    made = approved(by, manager, system, now=now, **more)
    return services.act(by, made, "hand_over", handover(), now=now)


def handover() -> dict[str, str]:
    """What stands on the receipt."""
    return {"party": "陈警官 0312、马警官 0313", "medium": "U 盘一个", "sha256": SHA, "back_by": "2026-12-20"}


def asked(system: System, token: str = "t-1", *, now: datetime = NOW, **given: Any) -> tuple[FootageRequest, str]:
    """A resident's request from the public form, and its receipt code."""
    return services.receive(system, token, {**FULL["individual"], **scope(system, now), **given}, now=now)
