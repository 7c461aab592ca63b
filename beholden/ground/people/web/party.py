"""Who the browser signs for: our host name, as the person opened it, and nothing that settings don't allow."""

from __future__ import annotations

import base64
import ipaddress
import time
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.refusals import Refused
from beholden.ground.people.services import Party, new_challenge

_ASKED = "passkey_asked"
ASKED_SECONDS = 300


def party_of(request: HttpRequest) -> Party:
    """The party for this request's host (one of `BEHOLDEN_HOSTS`). Raises Refused saying what to open instead."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    if _is_number(host):
        raise Refused(
            "address_is_a_number",
            _("通行密钥只能绑定域名，不能绑定 IP 地址：请改用域名打开本系统（在本机上用 localhost）。"),
        )
    known = [f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS, *settings.PUBLIC_ORIGIN]
    own = {origin for origin in known if urlsplit(origin).hostname == host}
    on_this_machine = host == "localhost" or host.endswith(".localhost")
    trusted = tuple(sorted(origin for origin in own if on_this_machine or origin.startswith("https://")))
    if not trusted:
        raise Refused("not_https", _("浏览器只在 https 连接上提供通行密钥：请改用 https 打开本系统。"))
    return Party(host, trusted)


def ask(request: HttpRequest, what_for: str) -> bytes:
    """A new challenge, kept in this session for one answer; ``what_for`` keeps answers of one page from another."""
    challenge = new_challenge()
    kept = base64.b64encode(challenge).decode("ascii")
    request.session[_ASKED] = {"challenge": kept, "for": what_for, "at": time.time()}
    return challenge


def asked(request: HttpRequest, what_for: str) -> bytes | None:
    """The challenge of this session, given once; None when there is none, or it is for another page or too old."""
    kept: dict[str, Any] | None = request.session.pop(_ASKED, None)
    if not kept or kept["for"] != what_for or time.time() - kept["at"] > ASKED_SECONDS:
        return None
    return base64.b64decode(kept["challenge"])


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
