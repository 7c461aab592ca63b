"""After a crash every file plays up to its last whole fragment, and the index is what the files say."""

from __future__ import annotations

import random
from pathlib import Path

import av
import pytest

from beholden.engines.video.index import Index
from beholden.engines.video.index.fragments import unpack
from beholden.engines.video.segments import salvage, scan
from beholden.engines.video.segments.chunks import of_file
from beholden.engines.video.segments.tests import made


def crashed(root: Path, clip: made.Clip | None = None) -> Path:
    """One run whose last file has no trailer; returns that file."""
    recorded = made.record(root, clip or made.plain(10), leave_open=True)
    with Index(root / "index.sqlite") as index:
        index.take(recorded.rows)
    return root / recorded.rows[-1].path


def mended_equals_rebuilt(root: Path) -> None:
    with Index(root / "index.sqlite") as index:
        rows = list(index.dump())
        assert not index.open_rows()
        for row in rows:
            data = (root / row.path).read_bytes()
            assert (len(data), of_file(root / row.path).root()) == (row.bytes, row.root)
        index.rebuild(root)
        assert list(index.dump()) == rows


def test_a_torn_tail_is_cut_and_everything_before_it_plays(tmp_path: Path) -> None:
    file = crashed(tmp_path, made.pictures(8))
    whole = scan.scan(file)
    torn = file.read_bytes()[: whole.entries[-1].offset + 40]
    file.write_bytes(torn)
    with Index(tmp_path / "index.sqlite") as index:
        done = index.salvage(tmp_path)
        assert [(item.cut, item.kept) for item in done.mended] == [(40, 0)]
        last = index.before("gate", made.T0 * 2)
        assert last is not None
        assert last.ended == "restart"
        assert last.end_us == last.start_us + scan.scan(file).video_end_us
    assert file.read_bytes()[: whole.entries[-1].offset] == torn[:-40]
    with av.open(str(file)) as container:
        shown = [made.number_in(frame) for frame in container.decode(video=0)]
    assert shown == list(range(40, 40 + len(shown)))
    assert len(shown) == sum(1 for _ in shown) == 40 - 2
    mended_equals_rebuilt(tmp_path)


def test_a_file_cut_at_any_byte_keeps_every_whole_fragment_before_the_cut(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    data = file.read_bytes()
    whole = scan.scan(file)
    chance = random.Random(7)
    ends = [entry.end for entry in whole.entries]
    header_end = whole.entries[0].offset
    for cut in sorted({chance.randrange(len(data)) for _ in range(120)} | {0, 1, 7, 8, *ends, *(e - 1 for e in ends)}):
        file.write_bytes(data[:cut])
        mended = salvage.mend(tmp_path, file.relative_to(tmp_path).as_posix())
        kept = [end for end in ends if end <= cut]
        if not kept:
            assert mended.removed or (cut > header_end and mended.damaged)
            assert mended.removed == (not file.exists())
            continue
        assert mended.row is not None
        assert [entry.end for entry in unpack(mended.row.fragments)] == kept
        assert file.read_bytes()[: kept[-1]] == data[: kept[-1]]
        assert scan.scan(file).trailer is not None


def test_mending_twice_changes_nothing(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    path = file.relative_to(tmp_path).as_posix()
    first = salvage.mend(tmp_path, path)
    data = file.read_bytes()
    again = salvage.mend(tmp_path, path)
    assert (again.row, again.cut, file.read_bytes()) == (first.row, 0, data)


def test_a_file_that_got_its_trailer_but_not_its_row_is_only_entered(tmp_path: Path) -> None:
    recorded = made.record(tmp_path, made.plain(8))
    before = {row.path: (tmp_path / row.path).read_bytes() for row in recorded.rows}
    with Index(tmp_path / "index.sqlite") as index:
        index.closed(recorded.rows[0])
        done = index.salvage(tmp_path)
        assert [item.path for item in done.mended] == [recorded.rows[1].path]
        assert list(index.dump()) == recorded.rows
        assert index.salvage(tmp_path).mended == []
    assert {path: (tmp_path / path).read_bytes() for path in before} == before


def test_a_trailer_torn_in_the_middle_is_written_again(tmp_path: Path) -> None:
    recorded = made.record(tmp_path, made.plain(3))
    row = recorded.rows[0]
    file = tmp_path / row.path
    file.write_bytes(file.read_bytes()[:-10])
    with Index(tmp_path / "index.sqlite") as index:
        index.salvage(tmp_path)
        (mended,) = index.dump()
    assert (mended.ended, mended.samples, mended.end_us) == ("restart", 30, row.end_us)
    mended_equals_rebuilt(tmp_path)


def test_zeros_that_a_power_cut_left_behind_are_cut(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    data = file.read_bytes()
    file.write_bytes(data + bytes(5000))
    mended = salvage.mend(tmp_path, file.relative_to(tmp_path).as_posix())
    assert (mended.cut, mended.kept) == (5000, 0)
    assert file.read_bytes()[: len(data)] == data
    assert not file.with_name(file.name + ".torn").exists()


def test_bytes_that_may_be_evidence_are_set_aside_not_dropped(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    data = bytearray(file.read_bytes())
    third = scan.scan(file).entries[2]
    data[third.offset + 4 : third.offset + 8] = b"\xde\xad\xbe\xef"
    file.write_bytes(data)
    mended = salvage.mend(tmp_path, file.relative_to(tmp_path).as_posix())
    assert mended.row is not None
    assert len(unpack(mended.row.fragments)) == 2
    assert mended.kept == len(data) - third.offset
    assert file.with_name(file.name + ".torn").read_bytes() == data[third.offset :]


def test_a_damaged_size_that_swallows_the_rest_of_the_file_drops_nothing(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    data = bytearray(file.read_bytes())
    second = scan.scan(file).entries[1]
    data[second.offset : second.offset + 4] = b"\0\x7f\xff\xff"
    file.write_bytes(data)
    mended = salvage.mend(tmp_path, file.relative_to(tmp_path).as_posix())
    assert (mended.cut, mended.kept) == (len(data) - second.offset,) * 2
    assert file.with_name(file.name + ".torn").read_bytes() == data[second.offset :]


def test_a_file_without_a_picture_is_removed_and_named(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    first = scan.scan(file).entries[0]
    file.write_bytes(file.read_bytes()[: first.offset + 30])
    empty, blank = file.with_name("235959.mp4"), file.with_name("235958.mp4")
    empty.touch()
    blank.write_bytes(bytes(8192))
    with Index(tmp_path / "index.sqlite") as index:
        done = index.salvage(tmp_path)
        assert sorted(path for path, _ in done.removed) == sorted(
            item.relative_to(tmp_path).as_posix() for item in (file, empty, blank)
        )
        assert not index.open_rows()
    assert not file.exists()
    assert not empty.exists()
    assert not blank.exists()
    mended_equals_rebuilt(tmp_path)


def test_a_closed_file_whose_beginning_was_damaged_is_never_removed(tmp_path: Path) -> None:
    recorded = made.record(tmp_path, made.plain(3))
    file = tmp_path / recorded.rows[0].path
    data = bytearray(file.read_bytes())
    mdat = data.index(b"mdat") - 4
    for harm in (
        (4, b"XXXX"),
        (28, b"\xff\xff\xff\xff"),
        (28, b"\0\0\x7f\xff"),
        (mdat, b"\0\0\xff\xff"),
        (0, bytes(64)),
    ):
        broken = data.copy()
        broken[harm[0] : harm[0] + len(harm[1])] = harm[1]
        file.write_bytes(broken)
        with Index(tmp_path / "index.sqlite") as index:
            done = index.salvage(tmp_path)
        assert [path for path, _ in done.damaged] == [recorded.rows[0].path], harm
        assert file.read_bytes() == broken


def test_a_row_whose_file_is_gone_is_forgotten_and_said(tmp_path: Path) -> None:
    file = crashed(tmp_path)
    file.unlink()
    with Index(tmp_path / "index.sqlite") as index:
        done = index.salvage(tmp_path)
        assert [path for path, _ in done.forgotten] == [file.relative_to(tmp_path).as_posix()]
        assert not index.open_rows()
    mended_equals_rebuilt(tmp_path)


def test_a_start_reads_only_the_last_two_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    day = 86_400_000_000
    with Index(tmp_path / "index.sqlite") as index:
        for number in range(4):
            rows = made.record(tmp_path, made.plain(4), start_us=made.T0 + number * day, run=f"{number:032x}").rows
            if number < 3:
                index.take(rows)
        looked: list[str] = []
        mend = salvage.mend
        monkeypatch.setattr(
            "beholden.engines.video.index.making.mend", lambda root, path: looked.append(path) or mend(root, path)
        )
        index.salvage(tmp_path)
        assert looked == [rows[0].path]
        assert len(list(index.dump())) == 4


def test_only_the_named_cameras_are_mended_while_the_others_record(tmp_path: Path) -> None:
    crashed(tmp_path)
    other = made.record(tmp_path, made.plain(4), camera="yard", run="b" * 32, leave_open=True)
    with Index(tmp_path / "index.sqlite") as index:
        index.take(other.rows)
        before = (tmp_path / other.rows[0].path).read_bytes()
        done = index.salvage(tmp_path, ["gate"])
        assert {Path(item.path).parts[1] for item in done.mended} == {"gate"}
        assert [row.camera for row in index.open_rows()] == ["yard"]
        assert (tmp_path / other.rows[0].path).read_bytes() == before


def test_a_disk_without_room_for_the_trailer_leaves_the_file_as_it_was_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = crashed(tmp_path)
    data = file.read_bytes()

    def full(fd: int, box: bytes, at: int) -> int:
        raise OSError(28, "No space left on device")

    with Index(tmp_path / "index.sqlite") as index:
        with monkeypatch.context() as patch:
            patch.setattr("os.pwrite", full)
            done = index.salvage(tmp_path)
        assert done.failed == [(file.relative_to(tmp_path).as_posix(), "No space left on device")]
        assert file.read_bytes() == data
        assert len(index.open_rows()) == 1
        assert len(index.salvage(tmp_path).mended) == 1
    mended_equals_rebuilt(tmp_path)
