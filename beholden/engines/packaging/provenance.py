"""C2PA: what a copy for watching says of itself to any player or validator that knows the standard (R15(1)).

The manifest stands in the copies only. An original is never touched: its own root is what the log holds
(docs/decisions/0010). Nothing is fetched from a network, neither when signing nor when checking.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import c2pa

from beholden.engines.packaging.credentials import Credential

LABEL: Final = "org.beholden.footage"
_MP4: Final = "video/mp4"
_CAPTURE: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"
_OFFLINE: Final = {"remote_manifest_fetch": False, "ocsp_fetch": False}


@dataclass(slots=True)
class Told:
    """What a file's manifest comes to. ``state``: trusted (our root signed, nothing changed), untrusted (another's),
    broken, none. ``why`` the standard's codes; ``facts`` our assertion."""

    state: str
    why: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def sign(
    source: Path, target: Path, credential: Credential, title: str, facts: dict[str, Any], *, marked: bool
) -> None:
    """Write ``source`` with a manifest to ``target``, synced; the samples stay as they are. Raises OSError, ValueError.

    ``facts`` are asserted as org.beholden.footage; ``marked``: the pictures were encoded anew under a mark.
    """
    actions: list[dict[str, Any]] = [{"action": "c2pa.created", "digitalSourceType": _CAPTURE}]
    actions.append({"action": "c2pa.transcoded"} if marked else {"action": "c2pa.repackaged"})
    manifest = {
        "claim_generator_info": [{"name": "Beholden"}],
        "title": title,
        "format": _MP4,
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": actions}},
            {"label": LABEL, "data": facts},
        ],
    }
    info = c2pa.C2paSignerInfo("es256", credential.chain.encode(), credential.key.encode(), None)
    part = target.with_name(f".{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with (
            _context(credential.root) as context,
            c2pa.Signer.from_info(info) as signer,
            c2pa.Builder(manifest, context) as builder,
            open(source, "rb") as file,
            open(part, "w+b") as out,
        ):
            builder.sign(signer, _MP4, file, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except c2pa.C2paError as error:
        raise ValueError(f"no C2PA manifest could be made: {error}") from error
    finally:
        part.unlink(missing_ok=True)


def check(path: Path, root: str) -> Told:
    """Validate the manifest in a file against one root (PEM), offline. Raises OSError."""
    try:
        with _context(root) as context, open(path, "rb") as file, c2pa.Reader(_MP4, file, context=context) as reader:
            state = str(reader.get_validation_state())
            failed = (reader.get_validation_results() or {}).get("activeManifest", {}).get("failure", [])
            active = reader.get_active_manifest() or {}
    except c2pa.C2paError.ManifestNotFound:
        return Told("none")
    except c2pa.C2paError as error:
        return Told("broken", [str(error).split(":")[0]])
    why = [str(one.get("code", "")) for one in failed]
    facts: dict[str, Any] = next((one["data"] for one in active.get("assertions", []) if one.get("label") == LABEL), {})
    return Told({"Trusted": "trusted", "Valid": "untrusted"}.get(state, "broken"), why, facts)


def _context(root: str) -> c2pa.Context:
    settings = {
        "verify": {**_OFFLINE, "verify_trust": True, "verify_after_sign": True},
        "trust": {"user_anchors": root},
        "builder": {"thumbnail": {"enabled": False}},
    }
    return c2pa.Context.from_json(json.dumps(settings))
