"""Sealing: right key and right place, or nothing; key files made once and kept private."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.sealing import KeyFileError, SealBroken, installation_key, load_or_make, seal, unseal

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))


@given(st.binary(max_size=500), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_what_was_sealed_opens_with_the_same_key_and_context(value: bytes, context: str) -> None:
    assert unseal(seal(value, KEY, context), KEY, context) == value


def test_another_key_another_place_or_one_changed_letter_opens_nothing() -> None:
    sealed = seal("密码".encode(), KEY, "camera c-1 password")
    assert "密码" not in sealed
    wrong = [(sealed, OTHER, "camera c-1 password"), (sealed, KEY, "camera c-2 password")]
    for i in range(3, len(sealed)):
        letter = "A" if sealed[i] != "A" else "B"
        wrong.append((sealed[:i] + letter + sealed[i + 1 :], KEY, "camera c-1 password"))
    for text in ("", "b1.", "b1.AAAA", "plain", "b1.é", "b1." + "A" * 300_000):
        wrong.append((text, KEY, "camera c-1 password"))
    for text, key, context in wrong:
        with pytest.raises(SealBroken):
            unseal(text, key, context)


def test_the_same_value_sealed_twice_looks_different() -> None:
    assert seal(b"a", KEY, "") != seal(b"a", KEY, "")
    assert seal(b"a", KEY, "", randomness=bytes) == seal(b"a", KEY, "", randomness=bytes)


def test_a_value_too_large_is_refused() -> None:
    with pytest.raises(ValueError, match="65536"):
        seal(bytes(65537), KEY, "")


def test_the_installation_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = installation_key(tmp_path)
    assert len(key) == 32
    assert installation_key(tmp_path) == key
    path = tmp_path / "secrets" / "seal.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(0o644)
    with pytest.raises(KeyFileError, match="chmod 600"):
        installation_key(tmp_path)
    path.chmod(0o600)
    path.write_text("not a key")
    with pytest.raises(KeyFileError, match="64 hexadecimal"):
        installation_key(tmp_path)
    path.write_bytes(b"")
    with pytest.raises(KeyFileError, match="empty"):
        installation_key(tmp_path)


def test_an_unusable_place_for_a_key_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("a file where a folder should be")
    with pytest.raises(KeyFileError, match="secrets"):
        installation_key(tmp_path)
    made = load_or_make(tmp_path / "elsewhere" / "key", lambda: b"content")
    assert made == b"content"
    assert load_or_make(tmp_path / "elsewhere" / "key", lambda: b"other") == b"content"


@pytest.mark.server
def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from beholden.engines.sealing import installation_key;"
        "sys.stdout.write(installation_key(Path(sys.argv[1])).hex())"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    keys = {start.communicate(timeout=60)[0] for start in starts}
    assert len(keys) == 1
    assert len(keys.pop()) == 64
