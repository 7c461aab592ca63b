"""The attained-retention certificate of a System: printed, signed, on the log (R17, M10(7))."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.engines.attestation import certificate
from beholden.engines.attestation.certificate import CameraKept, Certificate
from beholden.engines.attestation.fields import written
from beholden.engines.sealing import KeyFileError
from beholden.ground.documents import services as documents
from beholden.ground.evidence import keys
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.site.dossiers.refusals import Refused
from beholden.site.recordings import storage
from beholden.site.selfcheck import letters, permissions, retention
from beholden.site.selfcheck.models import RetentionCertificate, certificate_code
from beholden.site.selfcheck.services.attesting import head_of
from beholden.site.selfcheck.services.keeping import logged

SUBJECT = "retention"


@transaction.atomic
def certify(by: Account, system: System, *, now: datetime | None = None) -> RetentionCertificate:
    """Count now, sign, print and keep. Raises PermissionDenied, Refused, DocumentError; nothing is kept then."""
    permissions.require(by, system)
    at = (now or timezone.now()).replace(microsecond=0)
    rows = retention.rows_of(system, at, causes=True)
    if not rows:
        raise Refused("nothing", _("这个系统还没有录像，没有可以证明的。"))
    full_on = storage.outlook(now=at).forecast.full_on
    full = full_on.isoformat() if full_on else ""
    try:
        signers = keys.signers(settings.DATA)
        head = head_of(signers[0].verifier.name)
    except (KeyFileError, LogUnavailable) as error:
        raise Refused(
            "log_unavailable", _("存证账本或者它的密钥现在用不了，没有签发：%(why)s") % {"why": error}
        ) from error
    code = certificate_code()
    values = letters.certificate(system, rows, at, full, head)
    issued = documents.issue("retention_certificate", (SUBJECT, code), values, by, authority=system.unit, now=at)
    cameras = [_kept(row) for row in rows]
    signed = Certificate(
        number=issued.number,
        system=system.code,
        system_name=system.name,
        unit=system.unit.uscc,
        unit_name=system.unit.name,
        issued_at=at,
        rulebook=rulebook.opened(settings.LAW).sha256,
        count=len(rows),
        attained=min(row.attained for row in rows),
        short=sum(row.short for row in rows),
        full_on=full,
        cameras=certificate.digest(cameras),
        log=head,
    )
    body = {"number": issued.number, "action": "certify", "system": system.code, "username": by.username,
            "name": by.name, "unit": system.unit.name, "document": issued.sha256,
            "statement": certificate.digest(cameras)}  # fmt: skip
    return RetentionCertificate.objects.create(
        code=code,
        number=issued.number,
        system=system,
        at=at,
        by=by,
        note=certificate.sign(signed, cameras, signers).decode(),
        cameras=[one.as_dict() for one in cameras],
        document=issued.code,
        log_index=logged(body, at),
    )


def _kept(row: retention.Row) -> CameraKept:
    return CameraKept(
        camera=row.code,
        name=row.name,
        floor_days=row.floor_days,
        oldest=written(row.oldest) if row.oldest else "",
        attained=row.attained,
        covered=row.covered,
        gaps=row.gaps,
        holds=row.holds,
        due=int(row.overdue),
    )
