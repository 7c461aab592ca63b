"""c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Checkpoint, Cosignature, add_lines, cosign, parse, read, sign
from beholden.engines.ledger.note import NoteError, NotSigned
from beholden.engines.ledger.tests.making import LOG, ORIGIN, OTHER, SECOND_WITNESS, WITNESS, filled

HEAD = Checkpoint(ORIGIN, 20852163, bytes(range(32)))
# body of the example of c2sp.org/tlog-checkpoint
EXAMPLE = b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_the_specifications_example_reads_and_writes_back() -> None:
    found = parse(EXAMPLE)
    assert (found.origin, found.size, found.root.hex()[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")
    assert found.text == EXAMPLE
    assert parse(EXAMPLE + b"an extension\nanother\n").extensions == ("an extension", "another")


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\n", EXAMPLE[:-1], EXAMPLE + b"\n", b"\n" + EXAMPLE, EXAMPLE.replace(b"20852163", b"020852163"),
        EXAMPLE.replace(b"20852163", b"-1"), EXAMPLE.replace(b"20852163", b"+1"), EXAMPLE.replace(b"20852163", b""),
        EXAMPLE.replace(b"20852163", b"1_0"), EXAMPLE.replace(b"20852163", "٣".encode()),
        EXAMPLE.replace(b"20852163", b"9223372036854775808"), EXAMPLE.replace(b"20852163", b"9" * 5000),
        EXAMPLE.replace(b"20852163", b" 1"), EXAMPLE.replace(b"q2I=", b"q2I"), EXAMPLE.replace(b"q2I=", b"q2J="),
        EXAMPLE.replace(b"CsUY", b""), EXAMPLE.replace(b"CsUY", b"CsUYCsUY"), b"origin\n1\n", b"\xff" + EXAMPLE,
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: bytes) -> None:
    with pytest.raises(NoteError):
        parse(text)


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_signed_heads_read_back_with_the_key_that_signed(size: int, root: bytes) -> None:
    head = Checkpoint(ORIGIN, size, root)
    note = sign(head, [LOG])
    assert read(note, [LOG.verifier, OTHER.verifier]) == checkpoints.Signed(head, note, (LOG.verifier,))
    assert checkpoints.origin_of(note) == ORIGIN
    with pytest.raises(NotSigned):
        read(note, [OTHER.verifier])
    with pytest.raises(NotSigned):
        read(note.replace(ORIGIN.encode() + b"\n", b"another\n", 1), [LOG.verifier])


@pytest.mark.parametrize(
    "wrong",
    [
        Checkpoint("", 1, bytes(32)), Checkpoint("two\nlines", 1, bytes(32)), Checkpoint("o", -1, bytes(32)),
        Checkpoint("o", 1, b"short"), Checkpoint("o", 2**63, bytes(32)), Checkpoint("o", 1, bytes(32), ("",)),
    ],
)  # fmt: skip
def test_a_head_that_would_not_read_back_is_not_signed(wrong: Checkpoint) -> None:
    with pytest.raises(NoteError):
        sign(wrong, [LOG])


def test_a_new_key_signs_beside_the_old_one_while_keys_change() -> None:
    note = sign(HEAD, [OTHER, LOG])
    assert read(note, [LOG.verifier]).keys == (LOG.verifier,)
    assert read(note, [OTHER.verifier]).keys == (OTHER.verifier,)


def test_cosignatures_tell_who_and_when_and_unknown_ones_are_passed_over() -> None:
    lines = [cosign(HEAD.text, WITNESS, 1_679_315_147), cosign(HEAD.text, SECOND_WITNESS, 1)]
    note = add_lines(sign(HEAD, [LOG]), lines)
    both = read(note, [LOG.verifier], [WITNESS.verifier, SECOND_WITNESS.verifier])
    assert both.cosignatures == (
        Cosignature(WITNESS.verifier, 1_679_315_147), Cosignature(SECOND_WITNESS.verifier, 1),
    )  # fmt: skip
    assert read(note, [LOG.verifier], [WITNESS.verifier]).cosignatures == both.cosignatures[:1]
    assert read(note, [LOG.verifier]).cosignatures == ()
    with pytest.raises(NotSigned, match="no known key"):
        read(note, [], [WITNESS.verifier])


def test_the_signed_message_is_the_specifications() -> None:
    line = cosign(HEAD.text, WITNESS, 1_679_315_147).split()[2]
    raw = notes.decode(line)
    assert raw[:4] == WITNESS.verifier.id
    assert int.from_bytes(raw[4:12], "big") == 1_679_315_147
    assert WITNESS.verifier.holds(b"cosignature/v1\ntime 1679315147\n" + HEAD.text, raw[12:])


def test_a_cosignature_that_fails_is_too_short_or_stands_twice_spoils_all() -> None:
    good = cosign(HEAD.text, WITNESS, 5)
    base = sign(HEAD, [LOG])
    raw = notes.decode(good.split()[2])[4:]
    for lines, why in (
        ([good, good], "two signature lines"),
        ([notes.signature_line(WITNESS.verifier, raw[:-1])], "another length"),
        ([notes.signature_line(WITNESS.verifier, raw[:7] + b"\x06" + raw[8:])], "does not hold"),
        ([cosign(Checkpoint(ORIGIN, 1, bytes(32)).text, WITNESS, 5)], "does not hold"),
        ([notes.signature_line(WITNESS.verifier, bytes(8) + raw[8:])], "does not hold"),
        ([WITNESS.line(HEAD.text)], "another length"),
    ):
        with pytest.raises(NotSigned, match=why):
            read(add_lines(base, lines), [LOG.verifier], [WITNESS.verifier])
    for at in (0, -1, 2**63):
        with pytest.raises(ValueError, match="after 1970"):
            cosign(HEAD.text, WITNESS, at)
    with pytest.raises(ValueError, match="cosigner's key"):
        cosign(HEAD.text, LOG, 5)


def test_lines_that_are_none_are_not_added() -> None:
    note = filled(3).note()
    with pytest.raises(NoteError):
        add_lines(note, ["nonsense\n"])
    with pytest.raises(NoteError):
        add_lines(note, [LOG.line(b"x\n")[:-1]])
