"""The agent's papers: letters and identity documents as files, and the one way to read the agent's particulars."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from beholden.engines import sealing
from beholden.ground.people.models import Account
from beholden.ground.uploads import named
from beholden.registry.filings import answers, permissions, uploads
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Attachment, AttachmentKind, Channel, Filing, State
from beholden.registry.filings.services.writing import keep, locked, log, note, now_or, require

_MOST = 40  # files ever uploaded to one filing


def attach(
    by: Account,
    filing: Filing,
    kind: str,
    name: str,
    chunks: Iterable[bytes],
    *,
    seen: int | None = None,
    now: datetime | None = None,
) -> Attachment:
    """Keep an uploaded file; it takes the place of the one of its kind. Raises Refused, Conflict.

    A letter that another unit handed in already is not taken: it was sealed for somebody else (M6).
    """
    if kind not in AttachmentKind.values:
        raise Refused("no_choice", _("请选择材料种类"), field="kind")
    standing = Filing.objects.select_related("unit").get(pk=filing.pk)
    require(standing, _writing(standing), by)  # before the bytes are read, and again when they are kept
    sha256, size, media = uploads.keep(chunks)
    at = now_or(now)
    with transaction.atomic():
        kept = locked(filing, seen)
        require(kept, _writing(kept), by)
        if kept.attachments.count() >= _MOST:
            raise Refused("too_many", _("这份备案上传的文件太多了"), field="file")
        if kind == AttachmentKind.LETTER and _of_another(sha256, kept):
            says = _("这份授权书已由另一个单位用于备案，请上传本单位盖章的授权书")
            raise Refused("letter_used", says, field="file", cite="M6")
        kept.attachments.filter(kind=kind, dropped_at__isnull=True).update(dropped_at=at)
        made = Attachment.objects.create(
            filing=kept,
            kind=kind,
            name=named(name, media),
            media_type=media,
            bytes=size,
            sha256=sha256,
            at=at,
            by=by,
        )
        keep(kept, at)
    return made


def _of_another(sha256: str, filing: Filing) -> bool:
    used = Attachment.objects.filter(sha256=sha256, kind=AttachmentKind.LETTER, dropped_at__isnull=True)
    return used.exclude(filing__unit_id=filing.unit_id).exists()


@transaction.atomic
def drop_attachment(
    by: Account, filing: Filing, code: str, *, seen: int | None = None, now: datetime | None = None
) -> None:
    """Take a file back before handing in; what was handed in stays in its version. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    require(kept, _writing(kept), by)
    at = now_or(now)
    if not kept.attachments.filter(code=code, dropped_at__isnull=True).update(dropped_at=at):
        raise Refused("gone", _("这个文件已经不在了"))
    keep(kept, at)


def agent_of(filing: Filing) -> dict[str, Any]:
    """The agent's particulars in clear, {} when none were given or the key is another one's."""
    if not filing.agent:
        return {}
    try:
        text = sealing.unseal(filing.agent, sealing.installation_key(settings.DATA), f"filing {filing.code} agent")
    except sealing.SealBroken:
        return {}
    found: dict[str, Any] = json.loads(text)
    return found


def masked_agent(filing: Filing) -> dict[str, str]:
    """The agent as lists and pages show them: name, and the ends of the numbers."""
    found = agent_of(filing)
    if not found:
        return {}
    return {
        "name": found["name"][:1] + "*" * (len(found["name"]) - 1),
        "id_number": f"{found['id_number'][:2]}{'*' * max(0, len(found['id_number']) - 4)}{found['id_number'][-2:]}",
        "telephone": f"{found['telephone'][:3]}****",
    }


@transaction.atomic
def reveal_agent(by: Account, filing: Filing, *, why: str, now: datetime | None = None) -> dict[str, Any]:
    """The agent's particulars for a stated reason, which stands in the log (PIPL 51). Raises Refused."""
    if not (permissions.decides_on(by, filing) or permissions.answers_for(by, filing)):
        raise Refused("not_yours", _("您的岗位不查看经办人信息。"))
    reason = answers.text(why, _("理由"), 200, field="why")
    if len(reason) < 2:
        raise Refused("empty", _("请写明查看的理由"), field="why")
    at = now_or(now)
    note(filing, "reveal", by, at, reason, log_index=log(filing, "reveal", by, at, why=reason))
    return agent_of(filing)


def _writing(filing: Filing) -> str:
    return "key" if filing.channel == Channel.WINDOW and filing.state != State.DRAFT else "edit"
