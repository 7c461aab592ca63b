"""Measure, and print ratios. Contenders run at the same time on the same input.

    beholden bench record --quick
    beholden bench seek

One JSON object a measurement, the last line {"bench", "ratio", "against", "n"}. Full runs are kept in
bench/history.jsonl."""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from beholden import __version__
from beholden.cli import UsageError

FOLDER = Path(__file__).resolve().parents[2] / "bench"
HISTORY = FOLDER / "history.jsonl"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `beholden bench`."""
    parser.add_argument("name", metavar="NAME", help=", ".join(names()) or "which bench")
    parser.add_argument("--quick", action="store_true", help="a short run, not kept")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="register: leave the filled databases there, use them again"
    )
    parser.add_argument("--fill-only", action="store_true", help="register: fill what --keep names, measure nothing")
    parser.add_argument("--clips", type=Path, metavar="DIR", help="redact: films of people, instead of drawn faces")
    parser.add_argument("--deface", type=Path, metavar="PROGRAM", help="redact: where deface itself is installed")


def run(args: argparse.Namespace) -> int:
    """Run one bench; 1 when a run was invalid (a contender starved)."""
    if args.name not in names():
        raise UsageError(f"beholden bench: there is no bench '{args.name}'; there are {', '.join(names())}")
    if args.fill_only and not args.keep:
        raise UsageError("beholden bench: --fill-only needs --keep DIR")
    given = {name: getattr(args, name).absolute() for name in ("keep", "clips", "deface") if getattr(args, name)}
    if args.keep:
        given["fill_only"] = args.fill_only
    module = _module(args.name)
    for name in given:
        if name not in inspect.signature(module.run).parameters:
            raise UsageError(f"beholden bench: {args.name} knows no --{name.replace('_', '-')}")
    results = module.run(args.quick, **given)
    before = _last(args.name)
    for result in results:
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    if before and results and "ratio" in results[-1] and not args.quick:
        sys.stderr.write(f"last time: {before['ratio']}\n")
    if not args.quick:
        with HISTORY.open("a", encoding="utf-8") as file:
            for result in results:
                stamped = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "version": __version__, **result}
                file.write(json.dumps(stamped, ensure_ascii=False) + "\n")
    return 1 if any(result.get("invalid") for result in results) else 0


def names() -> list[str]:
    """The benches there are."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if path.stem[0] != "_")


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"bench_{name}", FOLDER / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _last(name: str) -> dict[str, Any] | None:
    if not HISTORY.exists():
        return None
    kept = [json.loads(line) for line in HISTORY.read_text(encoding="utf-8").splitlines()]
    return next((item for item in reversed(kept) if item.get("bench") == name and "ratio" in item), None)
