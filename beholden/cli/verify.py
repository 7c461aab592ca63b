"""Check what somebody handed over, offline and with nothing but it: `beholden verify PATH`.

  beholden verify ./for-the-auditor --key 'beholden/1f0c…/access+5e1d…+AT…'
  beholden verify ./for-the-auditor --since checkpoint-900.txt       kept from an earlier visit
  beholden verify entry-3127.tlog-proof --key …
  beholden verify z-4k7….attestation --key …           a unit's signed self-check
  beholden verify t-9mp….json --key …                  a certificate of attained retention
  beholden verify data/ledger/footage --footage data --key …     every file: held, lawfully deleted, or what else
  beholden verify ./e-7kd2…                            an export of footage, unpacked

PATH is an exported ledger (a directory), an export of footage (a directory), one entry's proof (a .tlog-proof file),
an attestation or a retention certificate. Says what is proven and what isn't.
Exit 0 proven · 1 not proven · 2 not something that can be verified.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from beholden.cli import UsageError, footage_words, signed_words
from beholden.engines.ledger import ProofError, possession, publishing, tlog_proof
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.holdings import Holdings
from beholden.engines.ledger.note import COSIGNER, ED25519, LARGEST_NOTE, NoteError, NotSigned, Verifier
from beholden.engines.ledger.possession import BadChallenge
from beholden.engines.ledger.verify import NO_WITNESS, Report, verify_directory
from beholden.engines.packaging.closing import MANIFEST, check_c2pa
from beholden.engines.packaging.stranger import verify as packages
from beholden.engines.video.segments import names

ME = "beholden verify"
UNTOLD = "the public key came along with what it signs: compare it with the one the unit made known"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `beholden verify`."""
    add = parser.add_argument
    add(
        "path",
        type=Path,
        metavar="PATH",
        help="an export of footage, an exported ledger, a .tlog-proof, an attestation, a certificate",
    )
    add("--key", action="append", default=[], metavar="VKEY", help="public key of the log, as the unit made it known")
    add("--witness", action="append", default=[], metavar="VKEY", help="public key of a witness whose word counts")
    add("--since", action="append", default=[], type=Path, metavar="FILE", help="checkpoint kept from before")
    add("--footage", type=Path, metavar="DIR", help="of a log of footage: the data folder whose files to look at")
    add("--camera", metavar="CODE", help="of a log of footage: judge this camera alone")
    add("--challenge", type=Path, metavar="FILE", help="the challenge that an answer answers")
    add("--json", action="store_true", help="for machines")


def run(args: argparse.Namespace) -> int:
    """Verify; 0 proven, 1 not. Raises UsageError."""
    keys = [_key(one, ED25519, "--key") for one in args.key]
    witnesses = [_key(one, COSIGNER, "--witness") for one in args.witness]
    try:
        if (args.path / MANIFEST).is_file():
            return _package(args)
        if args.path.is_dir():
            report = _directory(args, keys, witnesses)
        elif args.path.is_file():
            report = _proof(args, keys, witnesses)
        else:
            raise UsageError(f"{ME}: '{args.path}' is not there")
    except OSError as error:
        raise UsageError(f"{ME}: {error.filename or args.path}: {error.strerror or error}") from error
    return _say(report, as_json=args.json)


def _package(args: argparse.Namespace) -> int:
    """An export of footage: our own copy of the verifier looks at it, never the one that came along."""
    if args.since:
        raise UsageError(f"{ME}: --since is for exported ledgers")
    try:
        report = packages.verify(args.path, args.key or None, args.witness or None)
    except packages.NoPackage as error:
        raise UsageError(f"{ME}: '{args.path}' is no export of footage: {error}") from error
    if not report.findings:  # what is changed was named already
        check_c2pa(args.path, report)
    packages.say(report, args.json, sys.stdout.write)
    return 1 if report.findings else 0


def _key(text: str, kind: int, option: str) -> Verifier:
    try:
        key = notes.verifier(text)
    except NoteError as error:
        raise UsageError(f"{ME}: {option}: {error}") from error
    if key.kind != kind:
        raise UsageError(f"{ME}: {option}: {key.name} is a key of another kind")
    return key


def _directory(args: argparse.Namespace, keys: list[Verifier], witnesses: list[Verifier]) -> Report:
    folder: Path = args.path
    if not (folder / publishing.CHECKPOINT).is_file() and not (folder / "tile").is_dir():
        raise UsageError(f"{ME}: '{folder}' is no exported ledger: it has neither checkpoint nor tile/")
    told = bool(keys)
    if not told:
        try:
            keys = publishing.public_keys(folder / publishing.KEYS)
        except (NoteError, FileNotFoundError):
            raise UsageError(f"{ME}: no usable public key came along; give the log's with --key") from None
    footage = keys[0].name.endswith(footage_words.SUFFIX)
    if (args.footage or args.camera) and not footage:
        raise UsageError(f"{ME}: --footage and --camera are for a log of footage")
    if args.footage and not (args.footage / names.FOOTAGE).is_dir():
        raise UsageError(f"{ME}: '{args.footage}' holds no {names.FOOTAGE}/")
    holdings = Holdings(args.camera)
    earlier = [_note(path) for path in args.since]
    report = verify_directory(folder, keys, witnesses, earlier, holdings.push if footage else None)
    if footage and report.signed:
        footage_words.report_on(report, holdings, args.footage)
    if not told:
        report.open.append(UNTOLD)
    return report


def _footage(args: argparse.Namespace, keys: list[Verifier], witnesses: list[Verifier]) -> Report:
    if not keys:
        raise UsageError(f"{ME}: it needs the public key of the log of footage; give it with --key")
    asked = None
    if args.challenge:
        try:
            asked = possession.parse(_note(args.challenge))
        except BadChallenge as error:
            raise UsageError(f"{ME}: '{args.challenge}' is no challenge: {error}") from error
    with args.path.open("rb") as file:
        data = file.read(possession.LARGEST + 1)
    if not footage_words.is_ours(data):
        raise UsageError(f"{ME}: '{args.path}' is nothing that can be verified")
    return footage_words.report_on_file(data, asked, keys, witnesses)


def _note(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LARGEST_NOTE + 1)


def _proof(args: argparse.Namespace, keys: list[Verifier], witnesses: list[Verifier]) -> Report:
    if args.since:
        raise UsageError(f"{ME}: --since is for exported ledgers; one entry's proof cannot tell what was before")
    with args.path.open("rb") as file:
        data = file.read(signed_words.LARGEST + 1)
    if len(data) > signed_words.LARGEST or footage_words.is_ours(data):
        return _footage(args, keys, witnesses)
    what = signed_words.kind_of(data)
    if what:
        if not keys:
            raise UsageError(f"{ME}: it needs the public key of the site's log; give it with --key")
        return signed_words.report_on(data, keys, witnesses)
    try:
        found = tlog_proof.parse(data)
    except NoteError as error:
        raise UsageError(f"{ME}: '{args.path}' is neither a ledger nor a proof or the like: {error}") from error
    if not keys:
        raise UsageError(f"{ME}: a proof needs the log's public key; give it with --key")
    report = Report()
    try:
        signed = tlog_proof.verify(found, keys, witnesses)
    except NotSigned as error:
        report.found("checkpoint", str(error))
    except NoteError as error:
        report.found("checkpoint", f"it cannot be read: {error}")
    except ProofError as error:
        report.found(f"entry {found.index}", str(error), [found.extra or b""])
    else:
        report.signed = signed
        head = signed.checkpoint
        if any(key.name != head.origin for key in signed.keys):
            report.found("checkpoint", f"the key is not one of the log {head.origin}")
            return report
        report.proven.append(f"the entry is number {found.index} of the {head.size} that {head.origin} has signed for")
        report.proven += [f"the witness {one.witness.name} has seen it at {one.at}" for one in signed.cosignatures]
        if not signed.cosignatures:
            report.open.append(NO_WITNESS)
    return report


def _say(report: Report, *, as_json: bool) -> int:
    verdict = "proven" if report.holds else "not proven"
    head = report.signed.checkpoint if report.signed else None
    if as_json:
        told = {
            "verdict": verdict,
            "findings": [one.as_json() for one in report.findings],
            "more": report.more,
            "proven": report.proven if report.holds else [],
            "open": report.open,
            "origin": head.origin if head else None,
            "size": head.size if head else None,
            "root": head.root.hex() if head else None,
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0 if report.holds else 1
    for one in report.findings:
        where = " · ".join(part for part in (one.camera, one.begin, one.end if one.end != one.begin else "") if part)
        sys.stdout.write(f"✗ {one.what}{f' ({where})' if where else ''}: {one.why}\n")
    if report.more:
        sys.stdout.write(f"✗ and {report.more} more\n")
    if report.holds:
        sys.stdout.write("".join(f"✓ {one}\n" for one in report.proven))
    sys.stdout.write("".join(f"? {one}\n" for one in report.open))
    sys.stdout.write(f"{verdict}\n")
    return 0 if report.holds else 1
