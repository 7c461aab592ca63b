"""c2sp.org/signed-note: the specification's example, Wycheproof's Ed25519 vectors, and every bad note by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.ledger import note as notes
from beholden.engines.ledger.note import COSIGNER, NoteError, NotSigned, Signer, Verifier, open_note, sign, split
from beholden.engines.ledger.tests.making import LOG, OTHER, WITNESS

VECTORS = Path(__file__).parent / "vectors" / "ed25519.jsonl"
# the example of c2sp.org/signed-note, word for word
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
).encode()
TEXT = b"a text\n\nwith an empty line\n"


def wycheproof() -> list[dict[str, Any]]:
    return [json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()]


def test_the_specifications_example_opens_with_its_key_and_not_with_a_bit_changed() -> None:
    key = notes.verifier(EXAMPLE_KEY)
    assert key.vkey == EXAMPLE_KEY
    assert open_note(EXAMPLE, [key]) == (b"This is an example message.\n", [key])
    with pytest.raises(NotSigned, match="does not hold"):
        open_note(EXAMPLE.replace(b"example message", b"exemple message"), [key])


@pytest.mark.parametrize("vector", wycheproof(), ids=lambda v: f"{v['id']}-{v['comment'].replace(' ', '-')}")
def test_wycheproof(vector: dict[str, Any]) -> None:
    key = Verifier("example.com/k", notes.ED25519, bytes.fromhex(vector["public"]))
    found = key.holds(bytes.fromhex(vector["msg"]), bytes.fromhex(vector["sig"]))
    assert found == (vector["result"] == "valid")


def test_keys_are_told_and_kept_as_text_and_read_back() -> None:
    for one in (LOG, WITNESS):
        assert notes.verifier(one.verifier.vkey) == one.verifier
        again = notes.signer(one.secret)
        assert again.verifier == one.verifier
        assert again.raw(b"m") == one.raw(b"m")
    assert LOG.verifier.id != Signer(LOG.verifier.name, bytes(range(32)), COSIGNER).verifier.id


@pytest.mark.parametrize(
    "vkey",
    [
        "", "name", "name+00000000", "na me+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        EXAMPLE_KEY.replace("530d903a", "530d903b"), EXAMPLE_KEY.replace("530d903a", "530D903A"), EXAMPLE_KEY[:-4],
        EXAMPLE_KEY.replace("+Ae", "+Be"), "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    ],
)  # fmt: skip
def test_a_public_key_that_is_none_is_refused(vkey: str) -> None:
    with pytest.raises(NoteError):
        notes.verifier(vkey)


def test_a_bad_private_key_is_refused_without_being_shown() -> None:
    secret = LOG.secret
    for wrong in ("", secret[12:], secret[:-6], secret.replace("+KEY+", "+YEK+"), secret[:-3] + "é=="):
        with pytest.raises(NoteError) as raised:
            notes.signer(wrong)
        assert secret[-20:-6] not in str(raised.value)
    with pytest.raises(NoteError, match="id is not its own"):
        notes.signer(swapped(secret))
    with pytest.raises(NoteError):
        Signer("n", b"short")
    with pytest.raises(NoteError):
        Signer("with space", bytes(32))


def swapped(secret: str) -> str:
    """The key text with another key's id."""
    head, own, key = secret.rsplit("+", 2)
    return f"{head}+{'00000000' if own != '00000000' else '11111111'}+{key}"


def test_unknown_keys_are_ignored_even_when_they_share_a_name() -> None:
    note = sign(TEXT, [OTHER, LOG])
    assert open_note(note, [LOG.verifier]) == (TEXT, [LOG.verifier])
    assert open_note(note, [LOG.verifier, OTHER.verifier])[1] == [LOG.verifier, OTHER.verifier]
    with pytest.raises(NotSigned, match="no known key"):
        open_note(sign(TEXT, [OTHER]), [LOG.verifier])
    with pytest.raises(NotSigned, match="no known key"):
        open_note(note, [])


def test_one_failing_line_of_a_known_key_spoils_the_note() -> None:
    forged = notes.signature_line(OTHER.verifier, LOG.raw(TEXT))
    note = sign(TEXT, [LOG]) + forged.encode()
    assert open_note(note, [LOG.verifier])[1] == [LOG.verifier]
    with pytest.raises(NotSigned, match="does not hold"):
        open_note(note, [LOG.verifier, OTHER.verifier])


def test_a_known_key_that_stands_twice_spoils_the_note_though_both_lines_hold() -> None:
    note = sign(TEXT, [LOG])
    with pytest.raises(NotSigned, match="two signature lines"):
        open_note(note + LOG.line(TEXT).encode(), [LOG.verifier])
    with pytest.raises(NotSigned, match="two signature lines"):
        open_note(note + notes.signature_line(LOG.verifier, bytes(64)).encode(), [LOG.verifier])


def test_a_cosigners_line_is_no_signature_of_the_note() -> None:
    note = sign(TEXT, [LOG]) + WITNESS.line(TEXT).encode()
    assert open_note(note, [LOG.verifier, WITNESS.verifier])[1] == [LOG.verifier]


LINE = LOG.line(TEXT)


@pytest.mark.parametrize(
    "note",
    [
        b"", b"\n", b"\n\n", TEXT, TEXT + b"\n", b"\n\n" + LINE.encode(), TEXT + LINE.encode(),
        TEXT + b"\n" + LINE.encode()[:-1], TEXT + b"\n" + LINE.replace("—", "-").encode(),
        TEXT + b"\n" + LINE.replace("— ", "—").encode(), TEXT + b"\n" + LINE.replace(" ", "  ").encode(),
        TEXT + b"\n" + LINE.replace("=\n", "\n").encode(), TEXT + b"\n" + LINE.encode() + b"more\n",
        TEXT + b"\n" + b"\xe2\x80\x94 name AAAA\n", TEXT + b"\n" + b"\xe2\x80\x94 na+me AAAAAAAA\n",
        b"\xff\n\n" + LINE.encode(), b"tab\there\n\n" + LINE.encode(), b"cr\r\n\n" + LINE.encode(),
        TEXT + b"\n" + LINE.encode().replace(b"\n", b"\r\n"), b"nul\x00\n\n" + LINE.encode(),
        b"x" * notes.LARGEST_NOTE + b"\n\n" + LINE.encode(), TEXT + b"\n" + LINE.encode() * 65,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(note: bytes) -> None:
    with pytest.raises(NoteError) as raised:
        open_note(note, [LOG.verifier])
    assert not isinstance(raised.value, NotSigned)


@given(st.binary(max_size=300))
def test_garbage_is_refused_in_words(garbage: bytes) -> None:
    with pytest.raises(NoteError):
        open_note(garbage, [LOG.verifier])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80), st.integers(0, 2000))
def test_any_text_signs_and_opens_and_no_flipped_bit_passes(text: str, at: int) -> None:
    note = sign(f"{text}.\n".encode(), [LOG])
    assert open_note(note, [LOG.verifier])[0] == f"{text}.\n".encode()
    flipped = bytearray(note)
    flipped[at % len(note)] ^= 1
    with pytest.raises(NoteError):
        open_note(bytes(flipped), [LOG.verifier])


def test_sixteen_signatures_are_taken_and_text_that_is_no_note_is_not_signed() -> None:
    others = [Signer(f"witness-{n}.example", bytes([n]) * 32) for n in range(16)]
    note = sign(TEXT, others)
    assert len(open_note(note, [one.verifier for one in others])[1]) == 16
    for wrong in (b"no newline", b"", b"\n", b"a\tb\n"):
        with pytest.raises(NoteError):
            sign(wrong, [LOG])
    assert split(note)[0] == TEXT
