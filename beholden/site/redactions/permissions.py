"""Who makes, reviews and watches masked copies (R16(2)(2), R21, R22).

Who may see identities is who may play the original back: they review. Who may only watch what is masked
(`Action.MASKED`, by office or by a grant) gets previews with the whole picture as a mosaic.
"""

from __future__ import annotations

from datetime import datetime

from beholden.ground.people.models import Account
from beholden.ground.people.roles import GRANTABLE, Kind, Role
from beholden.ground.systems.models import Camera
from beholden.site.access.models import Action
from beholden.site.access.permissions import closed
from beholden.site.redactions.models import Aim, Redaction, RedactionChange


def may_open(account: Account) -> bool:
    """Whether the pages of this room are anything to this office."""
    return account.is_active and (account.role in GRANTABLE or account.role == Role.AUDITOR)


def may_preview(account: Account) -> bool:
    """Whether this office can be given leave to watch masked pictures at all."""
    return account.is_active and account.role in GRANTABLE


def works_here(account: Account) -> bool:
    """A manager or guard of a managing unit: makes and reviews copies of its footage."""
    unit = account.organisation
    mine = account.role in (Role.MANAGER, Role.GUARD) and unit is not None
    return bool(account.is_active and mine and unit and unit.kind == Kind.MANAGING)


def sees_identities(account: Account, camera: Camera, at: datetime) -> bool:
    """May play the original back."""
    return not closed(account, camera, Action.PLAYBACK, at)


def watches(account: Account, redaction: Redaction, at: datetime) -> bool:
    """May watch this copy: people of the unit; of a mosaic also who made it. Nobody else, whatever their leave."""
    mine = of_unit(account, redaction) or (redaction.aim == Aim.MOSAIC and redaction.by_id == account.pk)
    return mine and not closed(account, redaction.camera, Action.MASKED, at)


def of_unit(account: Account, redaction: Redaction) -> bool:
    """Works at the unit whose footage it is."""
    return works_here(account) and account.organisation_id == redaction.unit_id


def reviews(account: Account, redaction: Redaction, at: datetime) -> bool:
    """Of the unit, and sees identities."""
    return of_unit(account, redaction) and sees_identities(account, redaction.camera, at)


def confirms(account: Account, redaction: Redaction, at: datetime) -> bool:
    """Reviews; for publication neither who made it nor who uncovered anything in it: what goes out, two persons saw."""
    if not reviews(account, redaction, at):
        return False
    if redaction.aim != Aim.PUBLICATION:
        return True
    opened = redaction.changes.filter(by=account, do__in=(RedactionChange.Do.UNCOVER, RedactionChange.Do.ERASE))
    return account.pk != redaction.by_id and not opened.exists()


def takes(account: Account, redaction: Redaction, at: datetime) -> bool:
    """May take a copy along: who may export footage of this camera."""
    return of_unit(account, redaction) and not closed(account, redaction.camera, Action.EXPORT, at)
