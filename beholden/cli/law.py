"""Ask the law: text, value, due date, penalty. Every answer shows the article it rests on.

    beholden law show 'R14(1)'
    beholden law resolve retention.floor --on 2026-03-30 --at 130200 --facts site.json
    beholden law due filing.term.new --from 2026-01-15 --at 130200
    beholden law penalty P-29 --facts case.json
    beholden law check

Facts are one flat JSON object; `beholden law facts RULE` lists the names a rule reads. Dates are days in China.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from beholden.cli import UsageError, law_words
from beholden.engines import rulebook
from beholden.engines.rulebook import diff
from beholden.engines.rulebook.cases import load_cases, run_case
from beholden.engines.rulebook.check import check
from beholden.engines.rulebook.coverage import coverage
from beholden.engines.rulebook.pages import write_pages

LAW = Path(__file__).resolve().parents[2] / "law"
MAX_FACTS_BYTES = 1_000_000
# What the law answers "no" to is exit 1; what was asked wrongly is exit 2.
ANSWERED_NO = (rulebook.NoRuleInForce, rulebook.TiedRules)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands and options of `beholden law`."""
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def part(name: str, says: str) -> argparse.ArgumentParser:
        sub = parts.add_parser(name, help=says, description=says)
        sub.add_argument("--json", action="store_true", help="for machines")
        sub.add_argument("--lang", choices=("zh", "en"), default="zh")
        sub.add_argument("--law", type=Path, default=LAW, help="another law folder")
        return sub

    def place(sub: argparse.ArgumentParser) -> None:
        sub.add_argument("--at", default="000000", help="division code, like 130200")
        sub.add_argument("--facts", help="JSON file with the facts, - for standard input")

    show = part("show", "the text behind a citation, its instrument and validity")
    show.add_argument("cite", metavar="CITE")
    resolve = part("resolve", "what a rule says on a day at a place")
    resolve.add_argument("rule", metavar="RULE")
    resolve.add_argument("--on", default=None, help="day, like 2026-03-30; today when left out")
    place(resolve)
    due = part("due", "the last day of a term")
    due.add_argument("rule", metavar="RULE")
    due.add_argument("--from", dest="start", required=True, help="the day it starts, like 2026-01-15")
    place(due)
    penalty = part("penalty", "first step, range, what blocks it, what is owed")
    penalty.add_argument("violation", metavar="VIOLATION")
    penalty.add_argument("--on", default=None, help="day of the decision; today when left out")
    place(penalty)
    facts = part("facts", "the facts a rule or violation reads")
    facts.add_argument("rule", metavar="RULE", nargs="?")
    part("rules", "every rule and violation")
    part("check", "citations, quotes, intervals, bounds, cases; exit 1 when something doesn't hold")
    part("coverage", "every article: rule, feature, cases, or a human duty and why")
    pages = part("pages", "write the readable pages of all rules")
    pages.add_argument("--into", type=Path, default=LAW.parent / "docs" / "know" / "law")
    changes = part("diff", "what would change between two law folders or git revisions")
    changes.add_argument("old", metavar="A")
    changes.add_argument("new", metavar="B")
    changes.add_argument("--open", help="JSON lines of open cases: id, rule, date, at, facts, due; else law/cases")


def run(args: argparse.Namespace) -> int:
    """Run one question; 0 answered, 1 the law says no, 2 asked wrongly."""
    try:
        return COMMANDS[args.what](args)
    except ANSWERED_NO as error:
        _refusal(args, error)
        return 1
    except rulebook.LawError as error:
        raise UsageError(f"beholden law: {error.sentence(args.lang)}") from error


def _refusal(args: argparse.Namespace, error: rulebook.LawError) -> None:
    if not args.json:
        sys.stdout.write(error.sentence(args.lang) + "\n")
        return
    body: dict[str, Any] = {"error": error.code, "sentence": error.sentence(args.lang)}
    if isinstance(error, rulebook.NoRuleInForce):
        considered = [item.as_dict() for item in error.considered]
        body |= {"rule": error.rule, "on": error.on.isoformat(), "at": error.at, "considered": considered}
    elif isinstance(error, rulebook.TiedRules):
        body |= {"rule": error.rule, "cites": list(error.cites), "places": [str(place) for place in error.places]}
    _write(body)


def _write(body: object) -> None:
    sys.stdout.write(json.dumps(body, ensure_ascii=False) + "\n")


def _say(args: argparse.Namespace, body: object, words: Iterator[str]) -> int:
    if args.json:
        _write(body)
    else:
        sys.stdout.write("\n".join(words) + "\n")
    return 0


def _folder(args: argparse.Namespace) -> None:
    if not args.law.is_dir():
        raise UsageError(f"beholden law: there is no folder {args.law}")


def _book(args: argparse.Namespace) -> rulebook.Rulebook:
    _folder(args)
    return rulebook.load(args.law)


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(ZoneInfo("Asia/Shanghai")).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"beholden law: '{text}' is no day; write it like 2026-03-30") from error


def _facts(name: str | None) -> dict[str, Any]:
    if name is None:
        return {}
    try:
        raw = (
            sys.stdin.buffer.read(MAX_FACTS_BYTES + 1)
            if name == "-"
            else Path(name).read_bytes()[: MAX_FACTS_BYTES + 1]
        )
        if len(raw) > MAX_FACTS_BYTES:
            raise UsageError(f"beholden law: {name} is over 1 MB")
        facts = json.loads(raw)
    except OSError as error:
        raise UsageError(f"beholden law: cannot read {name}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"beholden law: {name} is not JSON: {error}") from error
    if not isinstance(facts, dict):
        raise UsageError(f"beholden law: {name} must hold one flat JSON object")
    return facts


def _show(args: argparse.Namespace) -> int:
    passage = _book(args).passage(args.cite)
    text = passage.instrument
    body = {
        "cite": passage.cite, "text": passage.text, "verbatim": passage.verbatim, "instrument": text.title[0],
        "instrument_en": text.title[1], "number": text.number, "rank": text.rank.zh, "at": text.at,
        "status": text.status, "from": str(text.from_ or ""), "until": str(text.until or ""),
        "source": text.source[0], "source_en": text.source[1],
    }  # fmt: skip
    return _say(args, body, law_words.passage(passage, args.lang))


def _resolve(args: argparse.Namespace) -> int:
    book = _book(args)
    answer = book.resolve(args.rule, _day(args.on), args.at, _facts(args.facts))
    return _say(args, answer.as_dict(), law_words.answer(book, answer, args.lang))


def _due(args: argparse.Namespace) -> int:
    book = _book(args)
    term = book.due(args.rule, _day(args.start), args.at, _facts(args.facts))
    return _say(args, term.as_dict(), law_words.term(book, term, args.lang))


def _penalty(args: argparse.Namespace) -> int:
    book = _book(args)
    frame = book.penalty(args.violation, _day(args.on), args.at, _facts(args.facts))
    return _say(args, frame.as_dict(), law_words.frame(frame, args.lang))


def _list_facts(args: argparse.Namespace) -> int:
    book = _book(args)
    names = book.reads(args.rule) if args.rule else tuple(book.facts)
    known = [book.facts[name] for name in names]
    body = [
        {"name": fact.name, "kind": fact.kind, "zh": fact.says[0], "en": fact.says[1], "words": fact.words}
        for fact in known
    ]
    return _say(args, body, law_words.facts(known, args.lang))


def _rules(args: argparse.Namespace) -> int:
    book = _book(args)
    body = [
        {"id": rule.id, "kind": rule.kind, "zh": rule.title[0], "en": rule.title[1]} for rule in book.rules.values()
    ]
    body += [{"id": v.id, "kind": "violation", "zh": v.title[0], "en": v.title[1]} for v in book.violations.values()]
    return _say(args, body, law_words.catalogue(body, args.lang))


def _check(args: argparse.Namespace) -> int:
    _folder(args)
    report = check(args.law)
    rules = len(report.book.rules) if report.book else 0
    body = {
        "ok": report.fine, "rules": rules, "cases": len(report.outcomes),
        "findings": [{"file": f.spot.file, "line": f.spot.line, "zh": f.zh, "en": f.en} for f in report.findings],
    }  # fmt: skip
    _say(args, body, law_words.report(report, args.lang))
    return 0 if report.fine else 1


def _coverage(args: argparse.Namespace) -> int:
    book = _book(args)
    covers = coverage(book, [run_case(book, case) for case in load_cases(args.law)])
    accounted = sum(cover.accounted for cover in covers.values())
    body = {"accounted": accounted, "of": len(covers), "articles": [cover.as_dict() for cover in covers.values()]}
    _say(args, body, law_words.covers(book, covers, args.lang))
    return 0 if accounted == len(covers) else 1


def _pages(args: argparse.Namespace) -> int:
    written = write_pages(_book(args), load_cases(args.law), args.into)
    return _say(args, {"pages": written, "into": str(args.into)}, iter([f"{written} → {args.into}"]))


def _diff(args: argparse.Namespace) -> int:
    with _state(args.old) as old, _state(args.new) as new:
        before, after = rulebook.load(old), rulebook.load(new)
        questions = list(_open_cases(args.open) if args.open else _probes(new))
        rules = diff.changed_rules(before, after)
        answers = diff.changed_answers(before, after, questions)
    body = {
        "rules": [change.as_dict() for change in rules], "cases": [change.as_dict() for change in answers],
        "asked": len(questions), "old": before.sha256, "new": after.sha256,
    }  # fmt: skip
    return _say(args, body, law_words.changes(rules, answers, len(questions), args.lang))


def _probes(law: Path) -> Iterator[diff.Question]:
    for case in load_cases(law):
        yield diff.Question(case.name, case.rule, case.on, case.at, case.facts, case.ask.startswith("due"))


def _open_cases(name: str) -> Iterator[diff.Question]:
    try:
        lines = Path(name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"beholden law: cannot read {name}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            on = date.fromisoformat(row["date"])
            yield diff.Question(
                str(row["id"]),
                str(row["rule"]),
                on,
                str(row.get("at", "000000")),
                dict(row.get("facts") or {}),
                bool(row.get("due")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"beholden law: {name}:{number}: wants id, rule, date, at, facts ({error})") from error


@contextmanager
def _state(name: str) -> Iterator[Path]:
    """A law folder as it stands, or as it stood in a git revision of this repository."""
    if Path(name).is_dir():
        yield Path(name)
        return
    command = ["git", "-C", str(LAW.parent), "archive", "--end-of-options", name, "law"]
    found = subprocess.run(command, capture_output=True, check=False)
    if found.returncode:
        raise UsageError(f"beholden law: '{name}' is neither a folder nor a git revision that holds law/")
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(fileobj=BytesIO(found.stdout)) as archive:
            for member in archive:  # git's own, all below law/; not `extractall(filter=…)`, which 3.11.2 lacks
                if member.isfile() and (file := archive.extractfile(member)) is not None:
                    path = Path(folder, member.name)
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(file.read())
        yield Path(folder) / "law"


COMMANDS = {
    "show": _show, "resolve": _resolve, "due": _due, "penalty": _penalty, "facts": _list_facts, "rules": _rules,
    "check": _check, "coverage": _coverage, "pages": _pages, "diff": _diff,
}  # fmt: skip
