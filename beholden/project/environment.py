"""Typed settings from the environment. Standard library only, so that the command line can report a wrong one.

Every setting may also be given as ``NAME_FILE``, the path of a file that holds the value.
"""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_HOST = re.compile(r"\.?[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|\[[0-9A-Fa-f:.]+\]")
LARGEST_FILE = 64 * 1024
SHORTEST_SECRET = 32
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-20000;"


class SettingError(Exception):
    """A setting is wrong; its text is the one line a person reads before the start stops."""


def text(name: str, default: str = "") -> str:
    """The setting as it stands, without blanks around it; ``default`` when it is not given or empty."""
    given, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if given is not None and path is not None:
        raise SettingError(f"{name}: give either {name} or {name}_FILE, not both")
    if path is not None:
        given = _from_file(f"{name}_FILE", Path(path))
    return (given or "").strip() or default


def folder(name: str, default: Path) -> Path:
    """An absolute path of a folder that exists (made when missing) and can be written."""
    path = Path(text(name, str(default))).expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(f"{name}: {path} cannot be made a folder: {error.strerror}") from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise SettingError(f"{name}: {path} cannot be written by this user")
    return path


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """One of ``choices``."""
    value = text(name, default)
    if value not in choices:
        raise SettingError(f"{name}: '{value[:40]}' is not one of {', '.join(choices)}")
    return value


def flag(name: str, default: bool) -> bool:
    """yes/no, true/false, on/off, 1/0."""
    value = text(name, "yes" if default else "no").lower()
    if value in ("yes", "true", "on", "1"):
        return True
    if value in ("no", "false", "off", "0"):
        return False
    raise SettingError(f"{name}: '{value[:40]}' is neither yes nor no")


def integer(name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number between ``lowest`` and ``highest``, both allowed."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise SettingError(f"{name}: '{value[:40]}' is not a whole number") from None
    if not lowest <= number <= highest:
        raise SettingError(f"{name}: {number} is not between {lowest} and {highest}")
    return number


def words(name: str, default: list[str]) -> list[str]:
    """Words parted by commas or blanks."""
    value = text(name)
    return value.replace(",", " ").split() if value else list(default)


def hosts(name: str, default: list[str]) -> list[str]:
    """Names of hosts, `.example.cn` for all below it; `*` would let any site's name lead here."""
    found = words(name, default)
    for word in found:
        if not _HOST.fullmatch(word):
            raise SettingError(f"{name}: '{word[:80]}' is not the name of a host; write it as video.example.cn")
    return found


def networks(name: str, default: list[str]) -> list[str]:
    """Networks in CIDR notation, parted by commas or blanks."""
    found = words(name, default)
    for word in found:
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError:
            raise SettingError(f"{name}: '{word[:40]}' is not a network; write it as 192.168.1.0/24") from None
    return found


def certificates(name: str) -> str:
    """The path of a PEM file with certificates of authorities, or nothing."""
    value = text(name)
    if not value:
        return ""
    path = Path(value).expanduser().absolute()
    try:
        ssl.create_default_context(cafile=str(path))
    except (OSError, ssl.SSLError) as error:
        raise SettingError(f"{name}: {path} holds no certificates in PEM form: {error.strerror or error}") from error
    return str(path)


def minutes(name: str, default: int, lowest: int, highest: int) -> timedelta:
    """A whole number of minutes as a duration."""
    return timedelta(minutes=integer(name, default, lowest, highest))


def origins(name: str, default: list[str]) -> list[str]:
    """Web origins such as ``https://video.example.cn``, parted by commas or blanks."""
    found = words(name, default)
    for origin in found:
        parts = urlsplit(origin)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path or parts.query:
            raise SettingError(f"{name}: '{origin[:80]}' is not an origin such as https://video.example.cn")
    return found


def tiles(name: str, default: str) -> str:
    """The address of map tiles with ``{z}``, ``{x}``, ``{y}`` in it, or nothing."""
    value = text(name, default)
    if value:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.netloc or any(mark in parts.netloc for mark in "{};' "):
            raise SettingError(f"{name}: give an address such as https://tiles.example.cn/{{z}}/{{x}}/{{y}}.png")
        if not all(mark in value for mark in ("{z}", "{x}", "{y}")):
            raise SettingError(f"{name}: the address needs {{z}}, {{x}} and {{y}}")
    return value


def origin_of(address: str) -> list[str]:
    """The origin an address lies at, as the content policy names it; nothing for nothing."""
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def secret_key(name: str, data: Path) -> str:
    """The given secret, or one made at the first start in ``data/secrets/``; a weak one stops the start."""
    value = text(name)
    if not value:
        from beholden.engines.sealing.keyfile import KeyFileError, load_or_make  # late: brings cryptography along

        path = data / "secrets" / f"{name.removeprefix('BEHOLDEN_').lower().replace('_', '-')}"
        try:
            value = load_or_make(path, lambda: secrets.token_urlsafe(48).encode() + b"\n").decode("ascii").strip()
        except (KeyFileError, UnicodeDecodeError) as error:
            raise SettingError(f"{name}: {error}") from error
    if len(value) < SHORTEST_SECRET or len(set(value)) < 10:
        raise SettingError(f"{name}: too weak; give at least {SHORTEST_SECRET} random characters, or leave it out")
    return value


def database(name: str, default: Path) -> dict[str, Any]:
    """A Django database entry from ``sqlite:///path`` or ``postgresql://user:password@host:port/name?option=value``."""
    value = text(name)
    if not value:
        return _sqlite(default)
    try:
        parts = urlsplit(value)
        port = parts.port or ""
    except ValueError:
        raise SettingError(f"{name}: not a database address") from None
    if parts.scheme == "sqlite" and parts.path.startswith("/") and not parts.netloc:
        return _sqlite(Path("/" + unquote(parts.path).lstrip("/")))
    if parts.scheme in ("postgres", "postgresql") and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(port),
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    # the address may hold a password, so it isn't repeated
    raise SettingError(f"{name}: give sqlite:///path or postgresql://user:password@host/name")


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # IMMEDIATE: a writer waits its turn at the start instead of failing in the middle
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS},
    }


def _from_file(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise SettingError(f"{name}: {path} is larger than {LARGEST_FILE} bytes")
        return content.decode("utf-8")
    except OSError as error:
        raise SettingError(f"{name}: {path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise SettingError(f"{name}: {path} is not text") from None
