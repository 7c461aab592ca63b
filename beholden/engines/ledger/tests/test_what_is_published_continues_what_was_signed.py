"""publish(): idempotent, killed anywhere, never a head that contradicts the one before."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import closing
from pathlib import Path

import pytest

from beholden.engines.ledger import Log, tiles
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger.note import NoteError, NotSigned
from beholden.engines.ledger.publishing import (
    HistoryChanged,
    attach,
    current,
    export,
    public_keys,
    publish,
    written_at,
)
from beholden.engines.ledger.tests.making import LOG, ORIGIN, OTHER, WITNESS, files
from beholden.engines.ledger.verify import verify_directory

KEYS = [LOG.verifier]


def entries(count: int, start: int = 0) -> list[bytes]:
    return [f"entry {n}".encode() for n in range(start, start + count)]


def test_a_growing_log_is_published_step_by_step_and_each_step_is_proven(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        assert publish(log, [LOG]) is None
        assert not (tmp_path / "checkpoint").exists()
        kept = []
        for count in (1, 3, 252, 1, 300, 0):
            if count:
                log.append(entries(count, log.size))
            signed = publish(log, [LOG])
            assert signed is not None
            assert (signed.checkpoint.origin, signed.checkpoint.size) == (ORIGIN, log.size)
            report = verify_directory(tmp_path, KEYS, earlier=kept)
            assert report.holds, report.findings
            kept.append(signed.note)
        assert public_keys(tmp_path / "log.vkey") == KEYS


def test_nothing_is_written_when_nothing_has_grown(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        log.append(entries(5))
        first = publish(log, [LOG])
        os.utime(tmp_path / "checkpoint", (1_000_000_000, 1_000_000_000))
        assert publish(log, [LOG]) == first
        at = written_at(tmp_path)
        assert at is not None
        assert at.year == 2001
        log.append(entries(1))
        publish(log, [LOG])
        now = written_at(tmp_path)
        assert now is not None
        assert now > at
        assert written_at(tmp_path / "nowhere") is None


def test_a_cut_or_rewritten_log_is_not_signed_and_the_last_head_stands(tmp_path: Path) -> None:
    with closing(Log(tmp_path / "log")) as log:
        log.append(entries(10))
        publish(log, [LOG])
    note = (tmp_path / "log/checkpoint").read_bytes()
    for what, other in (("cut", entries(6)), ("rewritten", [*entries(4), b"forged", *entries(9, 5)])):
        folder = tmp_path / what
        with closing(Log(folder)) as log:
            log.append(other)
            shutil.copy(tmp_path / "log/checkpoint", folder / "checkpoint")
            with pytest.raises(HistoryChanged, match="signed"):
                publish(log, [LOG])
        assert (folder / "checkpoint").read_bytes() == note
        assert not (folder / "tile").exists()


def test_a_head_signed_by_a_key_we_do_not_have_or_a_damaged_one_is_not_written_over(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        log.append(entries(3))
        publish(log, [OTHER])
        log.append(entries(1))
        with pytest.raises(NotSigned):
            publish(log, [LOG])
        (tmp_path / "checkpoint").write_bytes(b"x" * 300_000)
        with pytest.raises(NoteError):
            publish(log, [LOG])
        assert (tmp_path / "checkpoint").stat().st_size == 300_000


def test_a_new_key_signs_beside_the_old_one_at_once_and_readers_of_either_go_on(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        log.append(entries(3))
        publish(log, [OTHER])
        both = publish(log, [LOG, OTHER])
        assert both is not None
        assert len(both.keys) == 2
        assert verify_directory(tmp_path, [OTHER.verifier]).holds
        assert verify_directory(tmp_path, KEYS).holds
        assert public_keys(tmp_path / "log.vkey") == [LOG.verifier, OTHER.verifier]
        log.append(entries(1))
        alone = publish(log, [LOG])  # the old key has retired
        assert alone is not None
        assert not verify_directory(tmp_path, [OTHER.verifier]).holds


def test_killed_between_any_two_files_the_next_run_ends_well_and_readers_never_see_a_broken_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tiles.put
    for stop in range(9):
        with closing(Log(tmp_path / str(stop))) as log:
            log.append(entries(200))
            publish(log, [LOG])
            log.append(entries(500, 200))
            left = stop

            def dying(path: Path, data: bytes) -> bool:
                nonlocal left
                if not left:
                    raise KeyboardInterrupt
                left -= 1
                return real(path, data)

            monkeypatch.setattr(tiles, "put", dying)
            with pytest.raises(KeyboardInterrupt):
                publish(log, [LOG])
            monkeypatch.setattr(tiles, "put", real)
            half = verify_directory(log.folder, KEYS)
            assert half.holds, half.findings
            assert half.signed is not None
            assert half.signed.checkpoint.size == 200
            publish(log, [LOG])
            whole = verify_directory(log.folder, KEYS)
            assert whole.holds
            assert whole.signed is not None
            assert whole.signed.checkpoint.size == 700


def test_tiles_that_were_taken_away_are_made_again_from_the_entries(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        log.append(entries(600))
        publish(log, [LOG])
        before = files(tmp_path / "tile")
        for grown in (0, 100):
            shutil.rmtree(tmp_path / "tile")
            log.append(entries(grown, log.size))
            publish(log, [LOG])
            assert verify_directory(tmp_path, KEYS).holds
            if not grown:
                assert files(tmp_path / "tile") == before


def test_a_cosigned_note_takes_its_checkpoints_place_and_no_later_ones(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        log.append(entries(5))
        first = publish(log, [LOG])
        assert first is not None
        line = checkpoints.cosign(first.checkpoint.text, WITNESS, 9)
        cosigned = checkpoints.add_lines(first.note, [line])
        assert attach(log, KEYS, WITNESS.verifier, cosigned)
        assert publish(log, [LOG]) is not None
        found = current(tmp_path, KEYS, public_keys(tmp_path / "witness.vkey"))
        assert found is not None
        assert [one.at for one in found.cosignatures] == [9]
        log.append(entries(1))
        later = publish(log, [LOG])
        assert later is not None
        assert not attach(log, KEYS, WITNESS.verifier, cosigned)
        assert (tmp_path / "checkpoint").read_bytes() == later.note
        with pytest.raises(NotSigned):
            attach(log, KEYS, WITNESS.verifier, cosigned.replace(b"\n5\n", b"\n6\n"))


def test_publishers_at_once_end_with_the_largest_head(tmp_path: Path) -> None:
    with closing(Log(tmp_path)) as log:
        threads = [threading.Thread(target=add_and_publish, args=(tmp_path, n)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        log.refresh()
        found = current(tmp_path, KEYS)
        assert found is not None
        assert found.checkpoint.size == log.size == 60
        assert verify_directory(tmp_path, KEYS).holds


def add_and_publish(folder: Path, number: int) -> None:
    with closing(Log(folder)) as log:
        for _ in range(10):
            log.append([f"{number}".encode()])
            publish(log, [LOG])


def test_a_full_disk_leaves_the_last_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(Log(tmp_path)) as log:
        log.append(entries(5))
        publish(log, [LOG])
        log.append(entries(5))

        def full(path: Path, data: bytes) -> bool:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(tiles, "put", full)
        with pytest.raises(OSError, match="No space"):
            publish(log, [LOG])
        found = current(tmp_path, KEYS)
        assert found is not None
        assert found.checkpoint.size == 5


def test_an_export_holds_the_log_and_nothing_private(tmp_path: Path) -> None:
    with closing(Log(tmp_path / "log")) as log:
        log.append(entries(300))
        signed = publish(log, [LOG])
        assert signed is not None
        log.append(entries(100, 300))
        export(log, signed, KEYS, tmp_path / "out")
    assert set(files(tmp_path / "out")) == {
        "checkpoint", "log.vkey", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1",
        "tile/entries/000", "tile/entries/001.p/44",
    }  # fmt: skip
    assert verify_directory(tmp_path / "out", public_keys(tmp_path / "out/log.vkey")).holds
    assert LOG.secret.encode() not in b"".join(files(tmp_path / "out").values())


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xff", b"nonsense\n", b"a+00000000+AAAA\n", b"\n" * 70_000])
def test_a_file_of_keys_that_holds_none_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "log.vkey").write_bytes(data)
    with pytest.raises(NoteError):
        public_keys(tmp_path / "log.vkey")
