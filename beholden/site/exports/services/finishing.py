"""What the copies of a package get: our C2PA credential; in a viewing copy who asked, in every picture (R16(2)(2))."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.packaging import credentials
from beholden.engines.packaging.building import Finish
from beholden.engines.packaging.credentials import Credential
from beholden.engines.packaging.marking import Mark
from beholden.engines.sealing import KeyFileError, load_or_make
from beholden.ground.evidence import keys
from beholden.ground.systems.models import Camera
from beholden.site.access import watermark
from beholden.site.exports.models import Export, Form

_REQUEST: Final = re.compile(r"\S{1,8}〔\d{4}〕\d{1,8}号")  # as a request states itself as the purpose of looking


def finish(export: Export, cameras: Sequence[Camera], now: datetime) -> Finish:
    """How this export's copies are finished. Raises KeyFileError."""
    mark = None
    if export.form == Form.VIEWING:
        offset = timezone.localtime(export.starts).utcoffset() or timedelta(0)
        mark = Mark(partial(_layer, export), int(offset.total_seconds() // 60), _font())
    return Finish(export.code, credential(now), mark)


def credential(now: datetime) -> Credential:
    """This installation's C2PA credential, `DATA/secrets/c2pa.pem`; made when first needed. Raises KeyFileError."""
    path = Path(settings.DATA) / "secrets" / "c2pa.pem"

    def made() -> bytes:
        origin = keys.verifiers(settings.DATA)[0].name.rpartition("/")[0]
        return credentials.make(origin, now)

    text = load_or_make(path, made)
    try:
        return credentials.read(text)
    except ValueError as error:
        raise KeyFileError(f"{path}: {error}") from error


def words(export: Export, number: int) -> str:
    """What stands in every picture: request (if it is for one), register number, unit, name, when it was asked for."""
    at = timezone.localtime(export.at).strftime("%Y-%m-%d %H:%M")
    request = _REQUEST.search(export.purpose)
    parts = [request[0]] if request else []
    parts += [f"No.{number}", export.unit.name, export.by.name, at]
    return watermark.writable(parts, export.by.username)


def _layer(export: Export, number: int, width: int, height: int) -> bytes:
    out = io.BytesIO()
    watermark.layer((width, height), words(export, number), export.code).save(out, "PNG")
    return out.getvalue()


def _font() -> str:
    return watermark.chinese_font()
