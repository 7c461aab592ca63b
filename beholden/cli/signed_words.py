"""What `beholden verify` says of things a site signed that are no ledger: attestations, retention certificates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from beholden.engines import attestation
from beholden.engines.attestation import BadStatement, certificate
from beholden.engines.attestation.fields import written
from beholden.engines.attestation.signing import is_attestation
from beholden.engines.ledger import ProofError, tlog_proof
from beholden.engines.ledger.note import NoteError, NotSigned, Verifier
from beholden.engines.ledger.verify import Report

LARGEST: Final = certificate.LARGEST_FILE
_DAY: Final = 86_400
WORD: Final = "this proves who said it, and that nobody changed it since; not that it is so: that shows at the place"
NO_PROOF: Final = "no proof came along that it stands in the site's log: ask for the file again after a minute"


def kind_of(data: bytes) -> str:
    """``attestation``, ``certificate`` or "" for neither; nothing verified."""
    if is_attestation(data):
        return "attestation"
    return "certificate" if certificate.is_certificate(data) else ""


def report_on(data: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier]) -> Report:
    """Verify a file of one of the two kinds."""
    report, what = Report(), kind_of(data)
    try:
        if what == "attestation":
            _attestation(report, data, keys)
        else:
            _certificate(report, data, keys, witnesses)
    except NotSigned as error:
        report.found(what, str(error))
    except (NoteError, BadStatement) as error:
        report.found(what, f"it cannot be read: {error}")
    return report


def _attestation(report: Report, data: bytes, keys: Sequence[Verifier]) -> None:
    found = attestation.verify(data, keys)
    said = found.statement
    report.proven.append(
        f"{said.unit_name} said this of {said.system_name} ({said.system}) on {written(said.issued_at)}, "
        f"with the key of {found.origin}: {said.number}"
    )
    by_result = {word: [one.item for one in said.answers if one.result == word] for word in attestation.RESULTS}
    report.proven += [f"{word}: items {_listed(items)}" for word, items in by_result.items() if items]
    for word in attestation.PROVENANCES:
        items = [one.item for one in said.answers if one.provenance == word and one.result == "conform"]
        if items:
            report.proven.append(f"of those that conform, {word}: {_listed(items)}")
    report.proven.append(f"when it was signed, the site's log had {said.log.size} entries with root {said.log.root}")
    report.open.append(WORD)


def _certificate(report: Report, data: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier]) -> None:
    found = certificate.verify(data, keys)
    said = found.certificate
    report.proven.append(
        f"{said.unit_name} certified this of {said.system_name} ({said.system}) on {written(said.issued_at)}, "
        f"with the key of {found.keys[0].name}: {said.number}"
    )
    report.proven.append(
        f"{said.count} cameras, the least has {said.attained / _DAY:.1f} days, {said.short} below their term"
    )
    report.proven.append("the list of cameras is the one that was signed")
    stands = False
    for text in found.proofs:
        stands = _proof(report, text, found.keys, witnesses) or stands
    if not stands:
        report.open.append(NO_PROOF)
    report.open.append(WORD)


def _proof(report: Report, text: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier]) -> bool:
    """Whether one entry that came along is in the log; a proof that fails is a finding."""
    try:
        found = tlog_proof.parse(text)
        signed = tlog_proof.verify(found, keys, witnesses)
    except (NoteError, ProofError) as error:
        report.found("proof", str(error))
        return False
    head = signed.checkpoint
    if all(key.name != head.origin for key in signed.keys):
        report.found("proof", f"the key is not one of the log {head.origin}")
        return False
    report.signed = signed
    where = f"number {found.index} of {head.size} that {head.origin} signed for"
    report.proven.append(f"its entry stands in the log: {where}")
    report.proven += [f"the witness {one.witness.name} has seen that at {one.at}" for one in signed.cosignatures]
    return True


def _listed(items: Sequence[int]) -> str:
    return ", ".join(str(one) for one in sorted(items))
