"""Text that people type: what is accepted, and the one sentence when it is not.

A name is a name, whatever it looks like: `../../x`, emoji and right-to-left scripts are kept as typed, because no path
and no query is ever made from it (`codes`). Refused are only characters that nobody can see, since they make two
names look alike in the register of looks (R16(2)(3)).
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.engines.rulebook.facts import check_facts
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp import address as rtsp_address
from beholden.engines.video.rtsp import trust as rtsp_trust
from beholden.ground.people import refusals

log = logging.getLogger(__name__)

_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
_WIDE: Final = str.maketrans("：／．。", ":/..")
_DIVISION: Final = re.compile(r"[0-9]{6}(?:[0-9]{3}|[0-9]{6})?")


class Refused(refusals.Refused):
    """A request that cannot be done. ``field`` names the input ("" for the whole); str() is the sentence."""

    def __init__(self, sentence: str, *, field: str = "", code: str = "refused") -> None:
        super().__init__(code, sentence)
        self.field = field


def text(value: str, *, field: str, label: str, longest: int, needed: bool = False, lines: bool = False) -> str:
    """The text as it is kept: outer blanks off, NFC. Raises Refused: empty though needed, too long, invisible."""
    kept = unicodedata.normalize("NFC", str(value)).strip()
    if not kept and needed:
        raise Refused(_("请填写%(label)s") % {"label": label}, field=field)
    if len(kept) > longest:
        values = {"label": label, "longest": longest, "length": len(kept)}
        raise Refused(_("%(label)s最长 %(longest)d 个字，现在是 %(length)d 个") % values, field=field)
    for character in kept:
        if lines and character in "\n\r":
            continue
        if character in _TURNING or unicodedata.category(character) in ("Cc", "Cs"):
            values = {"label": label, "code": f"U+{ord(character):04X}"}
            raise Refused(_("%(label)s含有看不见的控制字符（%(code)s），请删去") % values, field=field)
    return kept


def division(value: str, on: date) -> str:
    """A division code of GB/T 2260 that exists on the day: 6, 9 or 12 digits. Raises Refused."""
    kept = str(value).strip()
    if not _DIVISION.fullmatch(kept):
        raise Refused(_("行政区划代码应为 6、9 或 12 位数字，例如 130202"), field="division")
    try:
        rulebook.opened(settings.LAW).divisions.find(kept[:6], on)
    except rulebook.BadLawData as error:
        _law_is_broken(error)
    except rulebook.LawError as error:
        raise Refused(error.sentence(language()), field="division") from error
    return kept


def facts(given: Mapping[str, Any]) -> dict[str, Any]:
    """Facts under the names and in the kinds that the law's rules read. Raises Refused."""
    try:
        check_facts(rulebook.opened(settings.LAW).facts, given)
    except rulebook.BadLawData as error:
        _law_is_broken(error)
    except rulebook.LawError as error:
        raise Refused(error.sentence(language()), field="facts") from error
    return dict(given)


def _law_is_broken(error: rulebook.BadLawData) -> None:
    """A damaged `law/` must not keep a unit from declaring; nothing is deleted on its word either (R17)."""
    log.error("the law cannot be read, division and facts are taken unchecked: %s", error.en)


def camera_address(url: str) -> tuple[str, str, str]:
    """(address without credentials, user name in it, password in it). Raises Refused with the engine's sentence."""
    kept = _half_width(text(url, field="url", label=_("取流地址"), longest=500, needed=True))
    try:
        parsed = rtsp_address.parse(kept)
    except CameraError as error:
        raise Refused(sentence(error), field="url") from error
    return parsed.shown, parsed.username, parsed.password


def _half_width(url: str) -> str:
    """Punctuation as a Chinese keyboard gives it, in scheme, host and port; password and path stay as typed."""
    parts = re.match(r"([^:：/／]*[:：][/／]{2})([^/／]*@)?([^/／]*[/／]?)", url)
    if not parts:
        return url
    scheme, credentials, place = parts.groups(default="")
    return scheme.translate(_WIDE) + credentials + place.translate(_WIDE) + url[parts.end() :]


def trust(given: str, url: str, transport: str) -> str:
    """Whom the camera must be, as a Camera keeps it: "", "ca" or "sha256:<64 digits>". Raises Refused."""
    if given in ("", "ca"):
        kept = given
    else:
        try:
            kept = rtsp_trust.pinned(given)
        except ValueError as error:
            raise Refused(_("证书指纹应为 64 位十六进制（SHA-256）"), field="fingerprint") from error
    if kept and not url.lower().startswith("rtsps://"):
        raise Refused(_("证书核验只用于 rtsps:// 地址"), field="trusted")
    if kept and transport == "udp":
        raise Refused(_("核验证书时请选择 TCP 传输"), field="trusted")
    return kept


def same_place(one: str, other: str) -> bool:
    """True when two usable addresses lead to the same host and port: a password for one may be told to the other."""
    first, second = rtsp_address.parse(one), rtsp_address.parse(other)
    return (first.scheme, first.host.lower(), first.port) == (second.scheme, second.host.lower(), second.port)


def sentence(error: CameraError) -> str:
    """The engine's sentence in the reader's language."""
    return error.sentence(language())


def language() -> str:
    """The reader's language as the engines name it: zh or en."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"
