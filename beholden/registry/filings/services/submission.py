"""Handing in: what stops it, what is kept of it, and the clock it starts (M7). Done twice, it counts once."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.acts import numbering
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind as OrganisationKind
from beholden.ground.places import queries as places
from beholden.registry.filings import answers, cameras, completeness, papers, permissions
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.completeness import Review
from beholden.registry.filings.models import WAITING, Filing, FilingSeries, FilingVersion, Jurisdiction
from beholden.registry.filings.services import clocks, finding
from beholden.registry.filings.services.writing import keep, locked, note, now_or, require


def submit(
    by: Account, filing: Filing, *, seen: int | None = None, incomplete: bool = False, now: datetime | None = None
) -> Filing:
    """Hand the filing in. A second try of the same revision gives what the first one made.

    ``incomplete`` True hands it in though something is missing: the unit may ask for the notice. Raises Refused:
    exempt, no_division, no_county, no_authority, forbidden_area, consent_late, incomplete, not_now; Conflict.
    """
    at = now_or(now)
    with transaction.atomic():
        kept = locked(filing, None)
        if seen is not None and kept.revision != seen:
            if kept.state in WAITING and kept.revision == seen + 1 and permissions.answers_for(by, kept):
                return kept
            locked(filing, seen)  # raises Conflict
        step = require(kept, "submit", by)
        found = admissible(kept, at)
        if found.defects and not incomplete:
            says = _("还缺 %(count)d 项，补齐后再提交，或者选择仍要提交") % {"count": len(found.defects)}
            raise Refused("incomplete", says, cite=found.defects[0].cite)
        on = timezone.localdate(at)
        kept.authority = authority_for(kept)
        kept.number = kept.number or next_number(kept, on.year)
        kept.submitted_at = at
        snapshot(kept, by, at, found)
        clocks.met_by_unit(kept, at)
        kept.due = clocks.start_review(kept, on, at)
        keep(kept, at, state=step.to)
        finding.refresh(kept)
        note(kept, "submit", by, at)
    return kept


def admissible(filing: Filing, at: datetime) -> Review:
    """What is missing, once nothing forbids the filing itself. Raises Refused (R8, R9(2), R10, R14(1))."""
    on = timezone.localdate(at)
    if completeness.exempt(filing):
        raise Refused("exempt", _("这类场所无需备案。"), cite="R9(2)")
    if filing.division and answers.place(filing.answers, on) == "000000":
        raise Refused(
            "no_division", _("没有这个行政区划代码，请核对所在县（市、区）的 6 位代码"), field="division", cite="R14(1)"
        )
    county = filing.jurisdiction == Jurisdiction.COUNTY
    if filing.division and county and not places.has_county_police(filing.division, on):
        says = _("备案向县级公安机关提交：请填写县（市、区）的代码，不是省或者市的代码")
        raise Refused("no_county", says, field="division", cite="R14(1)")
    no_forbidden_camera(filing, on)
    gathered = papers.gathered(filing)
    consent = answers.day(filing.answers, "consent_date")
    first = gathered.earliest_near_secret or answers.day(filing.answers, "in_use_date")
    if filing.answers.get("near_secret_unit") and consent and first and consent >= first:
        says = _("涉密单位的同意必须早于安装：同意日期不早于设备安装日期，不能备案。请先停用并与公安机关联系。")
        raise Refused("consent_late", says, field="consent_date", cite="R10")
    return completeness.review(gathered, on)


def no_forbidden_camera(filing: Filing, on: date) -> None:
    """Raises Refused when a declared camera stands in or looks into an area forbidden on that day (R8(1))."""
    place = answers.place(filing.answers, on)
    watched = filing.cameras.exclude(area="", sees=[]).only("name", "area", "sees", "place_category")
    asked: set[tuple[str, tuple[str, ...], str]] = set()
    for camera in watched.iterator(chunk_size=2000):
        key = (camera.area, tuple(camera.sees), camera.place_category)
        if key in asked:
            continue
        asked.add(key)
        fields = cameras.CameraFields(camera.name, area=key[0], sees=key[1], place_category=key[2])
        cameras.check_area(fields, on, place, filing.place_category)


def authority_for(filing: Filing) -> Organisation:
    """The authority that receives it: the county of the place, or its industry police. Raises Refused."""
    division = filing.division[:6]
    offices = Organisation.objects.filter(kind=OrganisationKind.AUTHORITY).order_by("id")
    if filing.jurisdiction == Jurisdiction.COUNTY:
        offices = offices.filter(division=division)
    for office in offices:
        if permissions.in_charge(office, filing):
            return office
    says = _("这里还没有受理该地备案的公安机关账号，暂时不能线上提交。已填的内容都已保存，也可以到窗口办理。")
    raise Refused("no_authority", says, field="division", cite="R14(1)")


def snapshot(filing: Filing, by: Account, at: datetime, found: Review) -> FilingVersion:
    """Keep what is handed in, as it is now."""
    packed, count = papers.packed(filing)
    said = {**filing.answers, "attachments": papers.attachment_hashes(filing)}
    return FilingVersion.objects.create(
        filing=filing,
        number=filing.versions.count() + 1,
        at=at,
        by=by,
        answers=said,
        cameras=packed,
        camera_count=count,
        defects=found.codes(),
        rulebook=found.rulebook,
        sha256=papers.digest(said, packed),
    )


def next_number(filing: Filing, year: int) -> str:
    """The next number of the year and division, held until the transaction ends: rolled back, it is free again."""
    busy = _("现在提交的人太多，请稍后再试；已填的内容都已保存。")
    return numbering.next_number(FilingSeries, "备", filing.division, year, busy)
