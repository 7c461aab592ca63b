"""`beholden …`: one file a command family, each imported only when it is called.

A family module offers ``add_arguments(parser)`` and ``run(args) -> int``. Exit codes: 0 fine, 1 what
was checked does not hold, 2 wrong use or unreadable input with one line on stderr and no traceback.
"""

from __future__ import annotations

import argparse
import importlib
import sys

from beholden.project.environment import SettingError

# command -> (module, one-line help). Order is the order of `beholden --help`.
FAMILIES: dict[str, tuple[str, str]] = {
    "up": ("beholden.cli.up", "start web, recorder and jobs"),
    "demo": ("beholden.cli.demo", "fill a small believable site"),
    "record": ("beholden.cli.record", "record cameras without any server or database"),
    "footage": ("beholden.cli.footage", "coverage, gaps and clips of a recording folder"),
    "camera": ("beholden.cli.camera", "serve clips as RTSP cameras, with faults on request"),
    "ledger": ("beholden.cli.ledger", "root, proofs and export of the register's log"),
    "verify": ("beholden.cli.verify", "check an exported ledger or a proof, offline"),
    "sample": ("beholden.cli.sample", "repeat a random draw of inspections"),
    "law": ("beholden.cli.law", "ask the law: text, value, due date, penalty"),
    "bench": ("beholden.cli.bench", "measure, and print ratios"),
}


class UsageError(Exception):
    """Wrong use or unreadable input; its text is the one line the person reads."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        raise UsageError(f"{self.prog}: {message}")


def main(argv: list[str] | None = None) -> int:
    """Run one command; returns the exit code (0, 1 or 2)."""
    words = sys.argv[1:] if argv is None else argv
    try:
        return _run(words)
    except (UsageError, SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0


def _run(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help"):
        sys.stdout.write(overview())
        return 0
    if words[0] == "--version":
        from beholden import __version__

        sys.stdout.write(f"beholden {__version__}\n")
        return 0
    if words[0] not in FAMILIES:
        raise UsageError(f"beholden: there is no command '{words[0]}'; 'beholden --help' lists them")
    module = importlib.import_module(FAMILIES[words[0]][0])
    parser = _Parser(
        prog=f"beholden {words[0]}", description=module.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(words[1:])))


def overview() -> str:
    """The text of `beholden --help`."""
    lines = ["usage: beholden COMMAND …", "", "Public-safety video that answers for itself (明鉴).", ""]
    lines += [f"  {name:<10} {text}" for name, (_, text) in FAMILIES.items()]
    lines += ["", "'beholden COMMAND --help' explains one, with an example."]
    return "\n".join(lines) + "\n"
