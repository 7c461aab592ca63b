"""Who sees which places in the rail: at most eight a role, names from the glossary.

A place whose address no room has registered yet is left out, so the rail never leads nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.urls.exceptions import NoReverseMatch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """One place: its address, its name in the glossary, its icon."""

    path: str
    name: Promise
    icon: str


@dataclass(frozen=True)
class Place:
    """An entry as one page shows it."""

    path: str
    name: Promise
    icon: str
    current: bool


TODAY = Entry("/today", _("今日"), "check2-square")
WALL = Entry("/wall", _("电视墙"), "grid-3x3-gap")
PLAY = Entry("/play", _("回放"), "clock-history")
REGISTER = Entry("/register", _("信息调用登记"), "journal-text")
LEDGER = Entry("/ledger", _("存证账本"), "link-45deg")
SYSTEMS = Entry("/systems", _("系统与点位"), "camera-video")
STORAGE = Entry("/storage", _("保存期限"), "hdd-stack")
ALARMS = Entry("/alarms", _("告警"), "bell")
PEOPLE = Entry("/people", _("账号"), "people")
GRANTS = Entry("/grants", _("授权"), "key")
EVENTS = Entry("/events", _("安全事件"), "shield-check")
FILINGS = Entry("/filings", _("备案"), "clipboard-check")
WINDOW = Entry("/window", _("窗口"), "window-stack")
REMITS = Entry("/remits", _("职责范围"), "diagram-3")
VISITS = Entry("/inspections", _("监督检查"), "clipboard2-pulse")
ORDERS = Entry("/orders", _("责令改正"), "exclamation-octagon")
PENALTIES = Entry("/penalties", _("行政处罚"), "hammer")
TIPS = Entry("/tips", _("举报"), "megaphone")
COMPLAINTS = Entry("/complaints", _("检举控告"), "envelope-exclamation")
FIGURES = Entry("/statistics", _("统计"), "bar-chart")
SELFCHECK = Entry("/selfcheck", _("自查"), "card-checklist")
DOSSIERS = Entry("/dossiers", _("建设与管理档案"), "folder2-open")
REQUESTS = Entry("/requests", _("查阅调取"), "inbox")
EMERGENCIES = Entry("/emergency", _("紧急查看"), "lightning")
MAP = Entry("/map", _("点位地图"), "geo-alt")
DEADLINES = Entry("/deadlines", _("法定期限"), "calendar-check")
LAW = Entry("/law", _("法规"), "book")
ACCOUNT = Entry("/account", _("我的账号"), "person-circle")

RAILS: dict[str, tuple[Entry, ...]] = {
    "guard": (WALL, PLAY, ALARMS, REGISTER, REQUESTS, DOSSIERS, LAW, ACCOUNT),
    "manager": (TODAY, WALL, PLAY, SYSTEMS, FILINGS, SELFCHECK, REQUESTS, REGISTER),
    "auditor": (REGISTER, LEDGER, EVENTS, GRANTS, REQUESTS, DOSSIERS, LAW, ACCOUNT),
    "system_admin": (PEOPLE, SYSTEMS, ALARMS, REMITS, LAW, ACCOUNT),
    "security_admin": (GRANTS, EMERGENCIES, LAW, ACCOUNT),
    "county_officer": (FILINGS, WINDOW, VISITS, ORDERS, PENALTIES, TIPS, DEADLINES, MAP),
    "supervisor": (FILINGS, VISITS, ORDERS, PENALTIES, TIPS, FIGURES, DEADLINES, MAP),
    "station_officer": (VISITS, ORDERS, TIPS, FILINGS, SYSTEMS, MAP, LAW, ACCOUNT),
    "discipline_officer": (COMPLAINTS, LAW, ACCOUNT),
    "sector_officer": (FILINGS, MAP, LAW, ACCOUNT),
    "resident": (LAW, ACCOUNT),
}
MOST = 8


@lru_cache(maxsize=64)
def exists(path: str) -> bool:
    """Whether some room answers at this address."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


@lru_cache(maxsize=8)
def address(name: str) -> str:
    """The address of a named page, or "" while no room has it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def places_of(request: HttpRequest | None) -> list[Place]:
    """The rail for this request: nothing for a stranger, else the places of the role."""
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return []
    entries = [entry for entry in RAILS.get(str(user.role), (LAW, ACCOUNT)) if exists(entry.path)]
    here = request.path
    return [
        Place(entry.path, entry.name, entry.icon, here == entry.path or here.startswith(entry.path + "/"))
        for entry in entries[:MOST]
    ]
