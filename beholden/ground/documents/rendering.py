"""A letter as PDF: a typst template from `law/letters` and values as JSON; the values are never read as markup.

Nothing is fetched: templates lie in one folder, fonts in one other. The same values at the same time: the same bytes.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import qrcode
import typst
from django.conf import settings
from django.utils import timezone
from qrcode.image.svg import SvgPathImage

from beholden.ground.documents.citing import spelled
from beholden.ground.documents.kinds import DocumentError, Kind, checked

FAMILIES: Final = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN")


def drawn(kind: Kind, context: Mapping[str, Any], *, at: datetime, number: str = "", link: str = "") -> bytes:
    """The PDF. ``link`` becomes its QR code. Raises DocumentError: values missing or too long, no Chinese font."""
    values = checked(kind, spelled(context))
    day = timezone.localtime(at)
    values |= {
        "number": number,
        "link": link,
        "qr": qr(link) if link else "",
        "font": family(settings.FONTS),
        "day": f"{day.year}年{day.month}月{day.day}日",
    }
    path = settings.LAW / "letters" / f"{kind.template}.typ"
    try:
        made = typst.Compiler(
            path, root=settings.LAW / "letters", font_paths=fonts(settings.FONTS), ignore_system_fonts=True
        ).compile(
            format="pdf", sys_inputs={"data": json.dumps(values, ensure_ascii=False)}, timestamp=int(at.timestamp())
        )
    except RuntimeError as error:
        raise DocumentError(f"{path.name}: {error}") from error
    if not isinstance(made, bytes):
        raise DocumentError(f"{path.name}: gave no PDF")
    return made


def qr(text: str) -> str:
    """A QR code as SVG, middle error correction: paper gets creased."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(text)
    out = io.BytesIO()
    code.make_image(image_factory=SvgPathImage).save(out)
    return out.getvalue().decode()


@functools.lru_cache(maxsize=2)
def fonts(folder: Path) -> typst.Fonts:
    """The fonts of one folder, looked through once a process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def family(folder: Path) -> str:
    """The first Chinese family there. Raises DocumentError that says what to install."""
    known = set(fonts(folder).families())
    for name in FAMILIES:
        if name in known:
            return name
    raise DocumentError(
        f"no Chinese font under {folder}: install Debian's fonts-noto-cjk, "
        "or name a folder with Noto Sans SC in BEHOLDEN_FONTS"
    )
