"""Repeat a random draw of inspections from its exported file, offline, with nothing but the file.

    beholden sample redraw draw.json
    beholden sample redraw draw.json --json

Exit code 0: seed, population, order and sample hold; 1: one doesn't; 2: the file is no draw."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from beholden.cli import UsageError
from beholden.engines.sampling import BadDraw, Draw, Finding, check, parse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `beholden sample`."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    redraw = commands.add_parser("redraw", help="draw again and compare")
    redraw.add_argument("file", type=Path, metavar="FILE", help="the draw as exported from its page")
    redraw.add_argument("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """Repeat the draw; 1 when something does not hold."""
    try:
        draw = parse(args.file.read_bytes())
    except OSError as error:
        raise UsageError(f"{args.file}: {error.strerror or error}") from error
    except BadDraw as error:
        raise UsageError(f"{args.file}: {error}") from error
    findings = check(draw)
    holds = all(one.holds for one in findings)
    sys.stdout.write(_machine(draw, findings, holds) if args.json else _person(draw, findings, holds))
    return 0 if holds else 1


def _machine(draw: Draw, findings: list[Finding], holds: bool) -> str:
    told = {
        "verdict": "holds" if holds else "does not hold",
        "code": draw.code,
        "population": len(draw.population),
        "sample": list(draw.sample),
        "findings": [{"what": one.what, "holds": one.holds, "says": one.says} for one in findings],
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def _person(draw: Draw, findings: list[Finding], holds: bool) -> str:
    lines = [f"{draw.title} ({draw.code}): {draw.size} of {len(draw.population)}"]
    lines += [f"  {'✓' if one.holds else '✗'} {one.says}" for one in findings]
    lines += [f"  public value: {draw.public_value} (source: {draw.source}, due {draw.expected_at.isoformat()})"]
    lines += ["  not proven by this file: that the public value is what its source published, and that the times",
              "  are true; compare the first with the source, the second with the authority's log"]  # fmt: skip
    if holds:
        lines += ["the sample holds:", *(f"  {number:>4} {one}" for number, one in enumerate(draw.sample, 1))]
    else:
        lines += ["the sample does not hold"]
    return "\n".join(lines) + "\n"
