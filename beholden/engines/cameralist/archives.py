"""An XLSX is a ZIP of XML: looked at before anything is unpacked, so that no bomb goes off."""

from __future__ import annotations

import zipfile
from pathlib import Path

from beholden.engines.cameralist.errors import ListError
from beholden.engines.cameralist.limits import Limits

_HEAD = 2_048
_SPREADSHEET = "xl/workbook.xml"


def inspect(path: Path, limits: Limits) -> None:
    """Raises ListError unless ``path`` is a spreadsheet of bearable size without document type declarations.

    A ZIP entry is never unpacked beyond its declared size, so the declared sizes are a true upper bound.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if _SPREADSHEET not in names:
                raise ListError("not_a_list", what="ZIP")
            strings = sum(entry.file_size for entry in entries if "sharedstrings" in entry.filename.lower())
            unpacked = sum(entry.file_size for entry in entries)
            if len(entries) > limits.parts or unpacked > limits.unpacked or strings > limits.strings:
                raise ListError("bomb", bytes=unpacked, most=limits.unpacked)
            if len(names) != len(entries) or any(entry.flag_bits & 1 for entry in entries):
                raise ListError("damaged", row=0)
            for entry in entries:
                if entry.filename.endswith((".xml", ".rels")):
                    _no_entities(archive, entry)
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, RuntimeError, ValueError) as error:
        raise ListError("damaged", row=0) from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise ListError("damaged", row=0) from error


def _no_entities(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as part:
        head = part.read(_HEAD)
    plain = head.replace(b"\0", b"").upper()  # UTF-16 too
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ListError("damaged", row=0)
