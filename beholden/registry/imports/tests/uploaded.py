"""Lists and drafts for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence

from beholden.ground.people.models import Account
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import NOW, draft
from beholden.registry.imports import services
from beholden.registry.imports.models import CameraImport

HEADER = ("名称", "安装位置", "经度", "纬度", "功能类型", "安装部位", "国标编码")


def row(number: int, **other: str) -> tuple[str, ...]:
    told = {"lon": f"{118.1 + number * 1e-4:.6f}", "lat": f"{39.6 + number * 1e-4:.6f}", "area": "", **other}
    name, kind = told.get("name", f"{number:03d} 号"), told.get("kind", "一般视频监控")
    return (name, f"一层 {number}", told["lon"], told["lat"], kind, told["area"], told.get("code", ""))


def content(rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    return "\n".join(",".join(cells) for cells in [HEADER, *rows]).encode(encoding)


def uploaded(by: Account, filing: Filing, rows: Sequence[Sequence[str]], encoding: str = "utf-8") -> CameraImport:
    return services.upload(by, filing, "点位.csv", [content(rows, encoding)], now=NOW)


def checked(by: Account, filing: Filing, rows: Sequence[Sequence[str]], datum: str = "wgs84") -> CameraImport:
    found = uploaded(by, filing, rows)
    return services.confirm(by, found, found.mapping, datum=datum, now=NOW)


def empty_draft(by: Account) -> Filing:
    return draft(by, cameras=(), letter=None, agent=False)
