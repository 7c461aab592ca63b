"""The next version of a filing (R14(1), M9): a change, or the end of the system, from what is in force now."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings import answers
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Attachment, Filing, FilingCamera, Kind
from beholden.registry.filings.services.writing import locked, note, now_or, require

_BATCH = 2000
_COPIED = ("unit_name", "division", "jurisdiction", "sector", "place_category", "camera_count", "sign", "agent")


def start_change(by: Account, filing: Filing, *, seen: int | None = None, now: datetime | None = None) -> Filing:
    """A draft of the next version, holding everything that is in force. Raises Refused, Conflict."""
    return _follow(by, filing, Kind.CHANGE, "change", seen, now_or(now))


def start_cessation(by: Account, filing: Filing, *, seen: int | None = None, now: datetime | None = None) -> Filing:
    """A draft that says the system is dismantled; handled as a change. Raises Refused, Conflict."""
    return _follow(by, filing, Kind.CESSATION, "cease", seen, now_or(now))


def _follow(by: Account, filing: Filing, kind: Kind, action: str, seen: int | None, at: datetime) -> Filing:
    try:
        with transaction.atomic():
            kept = locked(filing, seen)
            require(kept, action, by)
            last = Filing.objects.filter(Q(first_id=kept.root) | Q(pk=kept.root)).aggregate(last=Max("version"))["last"]
            made = Filing(
                kind=kind,
                first_id=kept.root,
                version=(last or 1) + 1,
                unit=kept.unit,
                system=kept.system,
                created_by=by,
                created_at=at,
                changed_at=at,
                form=answers.FORM,
                answers={name: value for name, value in kept.answers.items() if name not in answers.AT_THE_WINDOW},
                **{name: getattr(kept, name) for name in _COPIED},
            )
            made.agent = ""  # sealed for the filing it was given with; the agent of this one is asked
            made.save()
            _copy_cameras(kept, made)
            _copy_letter(kept, made)
            note(made, action, by, at)
    except IntegrityError as error:
        raise Refused("change_under_way", _("已经有一项变更正在办理，请先办完或者撤回。"), cite="M9") from error
    return made


def _copy_cameras(old: Filing, new: Filing) -> None:
    batch: list[FilingCamera] = []
    for camera in old.cameras.order_by("number").iterator(chunk_size=_BATCH):
        camera.pk, camera.filing_id = None, new.pk
        camera._state.adding = True
        batch.append(camera)
        if len(batch) == _BATCH:
            FilingCamera.objects.bulk_create(batch)
            batch = []
    FilingCamera.objects.bulk_create(batch)


def _copy_letter(old: Filing, new: Filing) -> None:
    """The sealed letter names the system and covers changes; another may be uploaded instead."""
    for one in old.attachments.filter(dropped_at__isnull=True, kind="authorisation_letter"):
        Attachment.objects.create(
            filing=new,
            kind=one.kind,
            name=one.name,
            media_type=one.media_type,
            bytes=one.bytes,
            sha256=one.sha256,
            at=one.at,
            by=one.by,
        )
