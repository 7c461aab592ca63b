"""Lists for tests, made here: as text in an encoding, as XLSX, as archives nobody should open."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook

from beholden.engines.cameralist import Checker, Line, Mapping, open_list, propose

TANGSHAN = (118.183, 39.625)
HEADER = ("序号", "设备名称", "安装位置", "经度", "纬度", "国标编码")


def row(number: int, **other: str) -> tuple[str, ...]:
    """A faultless row of HEADER; ``other`` overrules name, position, lon, lat, code."""
    told = {
        "name": f"{number:05d} 正门",
        "position": f"建设南路 {number} 号",
        "lon": f"{118.1 + number * 1e-5:.6f}",
        "lat": f"{39.6 + number * 1e-5:.6f}",
        "code": f"1302030100132{number:07d}",
        **other,
    }
    return (str(number), told["name"], told["position"], told["lon"], told["lat"], told["code"])


def csv_file(path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = "\r\n".join(delimiter.join(cells) for cells in rows) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path


def xlsx_file(path: Path, rows: Iterable[Sequence[object]], before: Sequence[str] = ()) -> Path:
    """A workbook; ``before`` are names of sheets with a note only that stand in front."""
    book = Workbook(write_only=True)
    for name in before:
        book.create_sheet(name).append(["填表说明：请勿改动表头"])
    page = book.create_sheet("点位")
    for cells in rows:
        page.append(list(cells))
    book.save(path)
    return path


def rewritten(path: Path, part: str, change: object) -> Path:
    """The same archive with one part changed by ``change(bytes) -> bytes``."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])  # type: ignore[operator]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def checked(path: Path, mapping: Mapping | None = None, **more: object) -> tuple[list[Line], Checker]:
    table = open_list(path)
    checker = Checker(table, mapping if mapping is not None else propose(table.header), **more)  # type: ignore[arg-type]
    return list(checker.lines()), checker


def codes(lines: Iterable[Line]) -> Counter[str]:
    return Counter(finding.code for line in lines for finding in line.findings)
