"""The logs of this installation, and their proofs: `beholden ledger root|prove|consistency|export|cosign|…`.

  beholden ledger root --data /srv/beholden
  beholden ledger prove 3127 > entry-3127.tlog-proof
  beholden ledger consistency 900 1000 --json
  beholden ledger export ./for-the-auditor        C2SP tiles, entries and the signed checkpoint
  beholden ledger cosign https://county.example/witness --witness 'beholden/9c…/witness+ab…+BL…'

  beholden ledger retention c-7f3k2m9q4p --days 30 --out gate.retention      and more, see `ledger_footage`
  beholden ledger rotate-key --log footage         a new key beside the old; --retire takes the old ones out

Needs neither web nor database. What is exported holds commitments, not names; `beholden verify` checks it.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from beholden.cli import UsageError, ledger_footage
from beholden.engines.ledger import Log, LogBroken, LogError, publishing, submission, tlog_proof
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.note import NoteError, Signer
from beholden.engines.ledger.witness import Unfit
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import asking, keys, witnessing
from beholden.project import environment

ME = "beholden ledger"
DATA = Path(__file__).resolve().parents[2] / "data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subcommands and options of `beholden ledger`."""
    parts = parser.add_subparsers(dest="what", required=True, metavar="WHAT")

    def part(name: str, says: str) -> argparse.ArgumentParser:
        sub = parts.add_parser(name, help=says, description=says)
        sub.add_argument("--data", type=Path, metavar="DIR", help="data folder (BEHOLDEN_DATA, else ./data)")
        sub.add_argument("--json", action="store_true", help="for machines")
        return sub

    def of_a_log(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
        sub.add_argument("--log", choices=keys.LOGS, default=keys.ACCESS, help="of looks (access) or of footage")
        return sub

    of_a_log(part("root", "size and root of the log, its last signed checkpoint, its public keys"))
    of_a_log(part("prove", "one entry's proof under a signed checkpoint")).add_argument("index", type=int, metavar="N")
    consistency = of_a_log(part("consistency", "that the first A entries are the beginning of the first B"))
    consistency.add_argument("first", type=int, metavar="A")
    consistency.add_argument("second", type=int, metavar="B")
    export = of_a_log(part("export", "the log as a directory that any tlog client reads"))
    export.add_argument("into", type=Path, metavar="DIR")
    cosign = of_a_log(part("cosign", "have the head of the log cosigned by a witness"))
    cosign.add_argument("address", metavar="URL", help="where the witness answers, without /add-checkpoint")
    cosign.add_argument("--witness", required=True, metavar="VKEY", help="the witness's public key")
    readmit = part(
        "readmit", "as a witness: go on with a log that was restored, by the proof of its entry that says so"
    )
    readmit.add_argument("proof", type=Path, metavar="FILE", help="from the site: beholden ledger prove N > FILE")
    readmit.add_argument("--reason", required=True, metavar="TEXT", help="kept beside what was cosigned before")
    part("witness", "this installation's public key as a witness, and the logs it knows")
    cosign.add_argument("--keep", action="store_true", help="ask it from now on whenever the log has grown")
    retention = part("retention", "that a camera was recorded on each of the last days, as one file")
    retention.add_argument("camera", metavar="CAMERA", help="its code")
    retention.add_argument("--days", type=int, default=ledger_footage.DAYS, help="how many")
    challenge = part("challenge", "ask a site to show chunks of its footage, drawn by chance")
    challenge.add_argument("--count", type=int, default=ledger_footage.COUNT, help="how many chunks")
    challenge.add_argument("--checkpoint", type=Path, metavar="FILE", help="draw from the entries under this one")
    answer = part("answer", "show what a challenge asks for")
    answer.add_argument("challenge", type=Path, metavar="FILE")
    for sub in (retention, challenge, answer):
        sub.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the file goes")
    rotate = of_a_log(part("rotate-key", "a new key signs beside the old one; the log keeps its name"))
    rotate.add_argument("--retire", action="store_true", help="only the newest signs from now on")


def run(args: argparse.Namespace) -> int:
    """Do what was asked; 1 when the log is damaged or contradicts what was signed. Raises UsageError."""
    if args.what in ("witness", "readmit"):
        return _witness(args) if args.what == "witness" else _readmit(args)
    try:
        if args.what == "challenge":
            return _out(args, ledger_footage.challenge(args))
        if args.what in ("retention", "answer"):
            return _footage(args)
        data = _data(args.data, args.log)
        if args.what == "rotate-key":
            return _rotate(args, data)
        signers = keys.signers(data, args.log)
        with closing(Log(keys.log_folder(data, args.log))) as log:
            work: dict[str, Callable[[argparse.Namespace, Log, list[Signer]], int]] = {
                "root": _root, "prove": _prove, "consistency": _consistency, "export": _export,
                "cosign": _cosign,
            }  # fmt: skip
            return work[args.what](args, log, signers)
    except (LogBroken, publishing.HistoryChanged, NoteError) as error:
        sys.stderr.write(f"{ME}: {error}\n")
        return 1
    except (KeyFileError, LogError) as error:
        raise UsageError(f"{ME}: {error}") from error
    except OSError as error:
        raise UsageError(f"{ME}: {error.filename or args.data or DATA}: {error.strerror or error}") from error


def _footage(args: argparse.Namespace) -> int:
    data = _data(args.data, keys.FOOTAGE)
    signers = keys.signers(data, keys.FOOTAGE)
    with ledger_footage.opened(data) as log:
        if args.what == "retention":
            return _out(args, ledger_footage.retention(args, log, signers))
        return _out(args, ledger_footage.answer(args, log, signers, data))


def _out(args: argparse.Namespace, made: bytes) -> int:
    if args.out.exists():
        raise UsageError(f"{ME}: '{args.out}' is there already")
    args.out.write_bytes(made)
    told = {"out": str(args.out), "bytes": len(made)}
    if args.json:
        return _say(told)
    sys.stdout.write(f"{args.out}: {len(made)} bytes\n")
    return 0


def _rotate(args: argparse.Namespace, data: Path) -> int:
    work = ledger_footage.retire if args.retire else ledger_footage.rotate
    key, count = work(data, args.log)
    told = {"log": args.log, "key": key, "signing": count}
    if args.json:
        return _say(told)
    sys.stdout.write(f"key {key}\n{count} keys sign from the next checkpoint on\n")
    if not args.retire:
        sys.stdout.write("make the new key known to readers and witnesses, then: beholden ledger rotate-key --retire\n")
    return 0


def _data(given: Path | None, log: str) -> Path:
    """The data folder, which must hold a log already: asking makes none. Raises UsageError."""
    data = given or environment.folder("BEHOLDEN_DATA", DATA)
    entries = keys.log_folder(data, log) / "entries"
    if not entries.is_file():
        raise UsageError(f"{ME}: '{data}' holds no log ({entries.relative_to(data)} is missing)")
    if not os.access(entries, os.R_OK | os.W_OK):
        raise UsageError(f"{ME}: {entries} belongs to another user; run as the one Beholden runs as")
    return data


def _root(args: argparse.Namespace, log: Log, signers: list[Signer]) -> int:
    public = [one.verifier for one in signers]
    last = publishing.current(log.folder, public)
    if last is not None:
        publishing.check_continues(log, last.checkpoint)
    at = publishing.written_at(log.folder)
    told: dict[str, Any] = {
        "origin": public[0].name,
        "size": log.size,
        "root": log.tree.root().hex(),
        "keys": [key.vkey for key in public],
        "checkpoint": last and {
            "size": last.checkpoint.size,
            "root": last.checkpoint.root.hex(),
            "at": at.isoformat() if at else None,
        },
    }  # fmt: skip
    if args.json:
        return _say(told)
    sys.stdout.write(f"{told['origin']}\n{log.size} entries, root {told['root']}\n")
    if last is None:
        sys.stdout.write("no checkpoint has been signed yet\n")
    else:
        sys.stdout.write(f"signed up to {last.checkpoint.size} entries, {at:%Y-%m-%d %H:%M:%S} UTC\n")
    for key in told["keys"]:
        sys.stdout.write(f"key {key}\n")
    return 0


def _prove(args: argparse.Namespace, log: Log, signers: list[Signer]) -> int:
    if not 0 <= args.index < log.size:
        raise UsageError(f"{ME}: there is no entry {args.index}; the log has {log.size}")
    signed = _signed(log, signers)
    proof = tlog_proof.make(log.tree, args.index, log.read(args.index), signed.note)
    if not args.json:
        sys.stdout.write(proof.text.decode("utf-8"))
        return 0
    return _say(
        {
            "index": args.index,
            "size": signed.checkpoint.size,
            "leaf_hash": log.tree.leaf(args.index).hex(),
            "proof": [one.hex() for one in proof.hashes],
            "root": signed.checkpoint.root.hex(),
            "checkpoint": signed.note.decode("utf-8"),
        }
    )


def _consistency(args: argparse.Namespace, log: Log, signers: list[Signer]) -> int:
    if not 0 <= args.first <= args.second <= log.size:
        raise UsageError(f"{ME}: 0 ≤ A ≤ B ≤ {log.size} is expected")
    found = {
        "first": args.first,
        "second": args.second,
        "first_root": log.tree.root(args.first).hex(),
        "second_root": log.tree.root(args.second).hex(),
        "proof": [one.hex() for one in log.tree.consistency_proof(args.first, args.second)],
    }
    if args.json:
        return _say(found)
    sys.stdout.write(f"root of {args.first}: {found['first_root']}\nroot of {args.second}: {found['second_root']}\n")
    sys.stdout.write("".join(f"{one}\n" for one in found["proof"]))
    return 0


def _export(args: argparse.Namespace, log: Log, signers: list[Signer]) -> int:
    into: Path = args.into
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise UsageError(f"{ME}: '{into}' is there already and not an empty folder")
    signed = _signed(log, signers)
    publishing.export(log, signed, [one.verifier for one in signers], into)
    told: dict[str, Any] = {
        "into": str(into),
        "size": signed.checkpoint.size,
        "keys": [one.verifier.vkey for one in signers],
    }
    if args.json:
        return _say(told)
    sys.stdout.write(f"{into}: {told['size']} entries under a signed checkpoint\n")
    sys.stdout.write("".join(f"tell the reader by another way: --key {key}\n" for key in told["keys"]))
    return 0


def _witness(args: argparse.Namespace) -> int:
    data = args.data or environment.folder("BEHOLDEN_DATA", DATA)
    if not data.is_dir():
        raise UsageError(f"{ME}: '{data}' is no folder")
    try:
        told = {"witness": witnessing.signer(data).verifier.vkey, "logs": sorted(witnessing.known_logs(data))}
    except (KeyFileError, NoteError, OSError) as error:
        raise UsageError(f"{ME}: {error}") from error
    if args.json:
        return _say(told)
    sys.stdout.write(f"key {told['witness']}\n" + "".join(f"knows {one}\n" for one in told["logs"]))
    return 0


def _readmit(args: argparse.Namespace) -> int:
    """The witness's side after a restore: nobody but a person decides that a shorter history is to be believed."""
    data = args.data or environment.folder("BEHOLDEN_DATA", DATA)
    reason = " ".join(args.reason.split())
    if not (data / "witness" / "latest.sqlite").is_file() or len(reason) < 2:
        raise UsageError(f"{ME}: a data folder that has cosigned logs, and a reason, are expected")
    try:
        with args.proof.open("rb") as file:
            proof = file.read(tlog_proof.LARGEST + 1)
        before, now = witnessing.witness(data).readmit(proof, reason[:500])
    except Unfit as error:
        sys.stderr.write(f"{ME}: {error}\n")
        return 1
    except (KeyFileError, NoteError, OSError, sqlite3.Error) as error:
        raise UsageError(f"{ME}: {error}") from error
    if args.json:
        return _say({"before": before.size, "now": now.size})
    sys.stdout.write(f"stood by {before.size} entries, from now on by {now.size}; the earlier head is kept\n")
    return 0


def _cosign(args: argparse.Namespace, log: Log, signers: list[Signer]) -> int:
    try:
        witness = notes.verifier(args.witness)
        asking.poster(args.address)
    except ValueError as error:  # NoteError is one
        raise UsageError(f"{ME}: {error}") from error
    public = [one.verifier for one in signers]
    signed = _signed(log, signers)
    try:
        cosignature = asking.cosign(log, signed, public, witness, args.address)
    except submission.WitnessError as error:
        sys.stderr.write(f"{ME}: {error}\n")
        return 1
    if args.keep:
        asking.keep(log.folder, args.address)
    told = {"witness": witness.name, "size": signed.checkpoint.size, "at": cosignature.at}
    if args.json:
        return _say(told)
    sys.stdout.write(f"{witness.name} has cosigned {told['size']} entries at {told['at']} (seconds since 1970)\n")
    return 0


def _signed(log: Log, signers: list[Signer]) -> Signed:
    """The head of the log as it is now, signed (as the minute's job would). Raises UsageError for an empty log."""
    signed = publishing.publish(log, signers)
    if signed is None:
        raise UsageError(f"{ME}: the log is still empty; there is nothing to prove")
    return signed


def _say(found: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    return 0
