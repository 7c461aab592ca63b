"""The only writers of imports: upload, confirm, check, take over. Long work is done by whoever claims it first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.cameralist import FIELDS, ListError, open_list, propose
from beholden.engines.cameralist.headers import stated_datum
from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.kinds import Datum
from beholden.registry.filings.models import Filing
from beholden.registry.imports import checking, files, permissions, taking, wording
from beholden.registry.imports.models import WORKING, CameraImport, State

AT_ONCE: Final = 500_000  # bytes: checked within the request
KEPT: Final = timedelta(days=7)
STALE: Final = timedelta(minutes=2)  # without progress: whoever worked on it was killed
_MOST: Final = 20  # imports of one filing kept at a time


def upload(
    by: Account, filing: Filing, name: str, chunks: Iterable[bytes], *, now: datetime | None = None
) -> CameraImport:
    """Keep a list and propose its columns. Raises Refused: not yours, no list; nothing is kept then."""
    _require(by, filing)
    if CameraImport.objects.filter(filing=filing).count() >= _MOST:
        raise Refused("too_many", _("这份备案的导入记录太多，请先删除不用的"), field="file")
    made = CameraImport(filing=filing, by=by, at=now or timezone.now(), changed_at=now or timezone.now())
    try:
        made.bytes, made.sha256 = files.keep(made.code, chunks)
        _look(made)
    except ListError as error:
        files.drop(made.code)
        raise Refused(error.code, wording.reason(error), field="file") from error
    made.name = _name(name)
    made.save(force_insert=True)
    return made


def _look(made: CameraImport, encoding: str = "") -> None:
    table = open_list(files.source(made.code), encoding=encoding)
    made.kind, made.encoding, made.header = table.kind, table.encoding, list(table.header)
    made.sample = [[number, *cells] for number, cells in islice(table.rows(), 4)]
    made.mapping = propose(table.header)
    made.datum = stated_datum(table.header)


def _name(typed: str) -> str:
    kept = unicodedata.normalize("NFC", typed).replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in kept if letter.isprintable())[:200].strip() or "list"


def confirm(
    by: Account,
    found: CameraImport,
    mapping: Mapping[str, int],
    *,
    datum: str = "",
    encoding: str = "",
    now: datetime | None = None,
) -> CameraImport:
    """The columns and the datum as a person confirmed them; the check begins. Raises Refused naming the field.

    Another ``encoding`` reads the file anew and proposes again: the state stays `uploaded` then.
    """
    _require(by, found.filing)
    kept = _movable(found, (State.UPLOADED, State.CHECKED, State.FAILED))
    if encoding and encoding != kept.encoding and kept.kind == "csv":
        try:
            _look(kept, encoding)
        except ListError as error:
            raise Refused(error.code, wording.reason(error), field="encoding") from error
        return _moved(kept, State.UPLOADED, now)
    chosen = {name: column for name, column in mapping.items() if name in FIELDS}
    if any(not 0 <= column < len(kept.header) for column in chosen.values()):
        raise Refused("no_column", _("没有这一列"), field="name")
    if "name" not in chosen:
        raise Refused("empty", _("请选择哪一列是名称"), field="name")
    if ("lon" in chosen) != ("lat" in chosen):
        raise Refused("half_position", _("经度和纬度要么都选，要么都不选"), field="lon" if "lat" in chosen else "lat")
    if {"lon", "lonlat"} & chosen.keys() and datum not in Datum.values:
        raise Refused("no_datum", _("有坐标就要选择坐标系"), field="datum")
    kept.mapping, kept.datum, kept.done, kept.good = chosen, datum, 0, 0
    kept.counts, kept.whole, kept.error = {}, [], ""
    _moved(kept, State.TO_CHECK, now)
    return work(kept, now=now) if kept.bytes <= AT_ONCE else kept


def take(
    by: Account, found: CameraImport, choice: str, rows: Iterable[int] = (), *, now: datetime | None = None
) -> CameraImport:
    """Take over every row (``choice`` all: only when none is kept out), the good ones, or the chosen good ones.

    Raises Refused: nothing chosen, rows that cannot be taken, all of them when some can't.
    """
    _require(by, found.filing)
    kept = _movable(found, (State.CHECKED,))
    wanted = sorted(set(rows))
    if choice not in ("all", "good", "chosen"):
        raise Refused("no_choice", _("请选择要导入哪些行"), field="choice")
    if choice == "all" and kept.grave:
        says = _("有 %(count)d 行不能导入，所以没有全部导入。请改好文件再传，或者只导入没有问题的行。")
        raise Refused("some_bad", says % {"count": kept.grave}, field="choice")
    if choice == "chosen" and not wanted:
        raise Refused("empty", _("请写明要导入的行号，例如 2-50, 60"), field="rows")
    if not kept.good:
        raise Refused("nothing", _("没有可以导入的行"), field="choice")
    kept.choice = {"what": choice, "rows": wanted, "by": by.pk}
    _moved(kept, State.TO_TAKE, now)
    if kept.bytes > AT_ONCE:
        return kept
    kept = work(kept, now=now)
    if kept.state == State.CHECKED and kept.error:
        raise Refused("not_taken", kept.error)
    return kept


@transaction.atomic
def drop(by: Account, found: CameraImport) -> None:
    """Delete an import with its files; cameras already taken stay. Raises Refused."""
    _require(by, found.filing)
    kept = CameraImport.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if kept.working:
        raise Refused("working", _("正在处理，请稍后再删"))
    kept.delete()
    files.drop(found.code)


def work(found: CameraImport, *, now: datetime | None = None) -> CameraImport:
    """Do what an import waits for, unless somebody else does already; the row as it is afterwards."""
    at = now or timezone.now()
    doing = {State.TO_CHECK: State.CHECKING, State.TO_TAKE: State.TAKING}
    for waiting, working in doing.items():
        mine = CameraImport.objects.filter(pk=found.pk, state=waiting).update(state=working, changed_at=at)
        if not mine:
            continue
        fresh = CameraImport.objects.select_related("filing", "by").get(pk=found.pk)
        if working == State.CHECKING:
            checking.check(fresh, at)
        else:
            taking.take(fresh, at)
    return CameraImport.objects.select_related("filing", "by").get(pk=found.pk)


def work_all(now: datetime | None = None) -> int:
    """Everything that waits, and what a killed process left half-way; how many were worked on."""
    at = now or timezone.now()
    for working, waiting in ((State.CHECKING, State.TO_CHECK), (State.TAKING, State.TO_TAKE)):
        CameraImport.objects.filter(state=working, changed_at__lt=at - STALE).update(state=waiting)
    waiting_ones = CameraImport.objects.filter(state__in=(State.TO_CHECK, State.TO_TAKE)).order_by("id")
    return sum(1 for found in waiting_ones if work(found))


def forget_old(now: datetime | None = None) -> int:
    """Delete imports nobody touched for a week; how many."""
    at = now or timezone.now()
    old = list(CameraImport.objects.filter(changed_at__lt=at - KEPT).exclude(Q(state__in=WORKING)))
    for found in old:
        found.delete()
        files.drop(found.code)
    return len(old)


def _require(by: Account, filing: Filing) -> None:
    found = permissions.verdict(by, filing)
    if not found.allowed:
        raise Refused("not_now", found.why, cite=found.step.cite if found.step else "")


def _movable(found: CameraImport, states: tuple[str, ...]) -> CameraImport:
    kept = CameraImport.objects.select_related("filing").get(pk=found.pk)
    if kept.state not in states:
        says = _("现在的状态是“%(state)s”，不能这样做。")
        raise Refused("not_now", says % {"state": kept.get_state_display()})
    return kept


def _moved(found: CameraImport, state: str, now: datetime | None) -> CameraImport:
    found.state, found.changed_at = state, now or timezone.now()
    found.save()
    return found
