"""`beholden ledger` and `beholden verify`: from an installation's log to a verdict without the installation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from beholden.cli import main
from beholden.engines.ledger import Log, Tree, leaf_hash, publishing, verify_consistency, verify_inclusion
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.note import COSIGNER, Signer
from beholden.ground.evidence import keys

SIZE = 600
WITNESS = Signer("county.example/witness", b"w" * 32, COSIGNER)


def entry(n: int) -> bytes:
    at = f"2026-09-03T10:{n // 60:02}:{n % 60:02}Z"
    return f'{{"camera":"c-{n % 5}","kind":"del","n":{n},"time":"{at}"}}'.encode()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with closing(Log(keys.log_folder(folder))) as log:
        log.append([entry(n) for n in range(SIZE)])
    return folder


@pytest.fixture
def exported(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert main(["ledger", "export", str(tmp_path / "out"), "--data", str(data)]) == 0
    capsys.readouterr()
    return tmp_path / "out"


def vkey(data: Path) -> str:
    return keys.verifiers(data)[0].vkey


def asked(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = main([str(word) for word in words])
    out = capsys.readouterr().out
    return code, json.loads(out) if "--json" in words else out


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    return said.err


def test_root_tells_size_root_key_and_the_last_checkpoint(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = Tree()
    for n in range(SIZE):
        tree.append(leaf_hash(entry(n)))
    code, before = asked(capsys, "ledger", "root", "--data", data, "--json")
    assert (code, before["size"], before["root"]) == (0, SIZE, tree.root().hex())
    assert before["checkpoint"] is None
    assert "no checkpoint" in asked(capsys, "ledger", "root", "--data", data)[1]
    asked(capsys, "ledger", "prove", 0, "--data", data)
    code, after = asked(capsys, "ledger", "root", "--data", data, "--json")
    assert after["checkpoint"]["size"] == SIZE
    assert after["keys"] == [vkey(data)]
    assert f"key {vkey(data)}" in asked(capsys, "ledger", "root", "--data", data)[1]


def test_proofs_prove(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, told = asked(capsys, "ledger", "prove", 77, "--data", data, "--json")
    hashes = [bytes.fromhex(one) for one in told["proof"]]
    verify_inclusion(77, told["size"], leaf_hash(entry(77)), hashes, bytes.fromhex(told["root"]))
    assert told["leaf_hash"] == leaf_hash(entry(77)).hex()
    _, told = asked(capsys, "ledger", "consistency", 100, 600, "--data", data, "--json")
    hashes = [bytes.fromhex(one) for one in told["proof"]]
    verify_consistency(100, 600, bytes.fromhex(told["first_root"]), bytes.fromhex(told["second_root"]), hashes)
    plain = asked(capsys, "ledger", "consistency", 100, 600, "--data", data)[1]
    assert plain.splitlines()[2:] == told["proof"]


def test_an_export_verifies_where_nothing_of_the_installation_is(
    data: Path, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    public = vkey(data)
    shutil.rmtree(data)
    code, told = asked(capsys, "verify", exported, "--key", public, "--json")
    assert (code, told["verdict"], told["size"], told["findings"]) == (0, "proven", SIZE, [])
    assert any("no witness" in one for one in told["open"])
    code, said = asked(capsys, "verify", exported)
    assert (code, said.splitlines()[-1]) == (0, "proven")
    assert "the public key came along" in said
    assert "came along" not in asked(capsys, "verify", exported, "--key", public)[1]


def test_a_forged_entry_is_named_with_camera_and_time(
    data: Path, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = exported / "tile/entries/001"
    bundle.write_bytes(bundle.read_bytes().replace(b'"n":300,', b'"n":333,'))
    code, told = asked(capsys, "verify", exported, "--key", vkey(data), "--json")
    assert (code, told["verdict"]) == (1, "not proven")
    assert told["findings"][0] == {
        "what": "entry 300",
        "camera": "c-0",
        "from": "2026-09-03T10:05:00Z",
        "to": "2026-09-03T10:05:00Z",
        "why": "it is not the entry its tile was made of",
    }
    assert told["proven"] == []
    code, said = asked(capsys, "verify", exported, "--key", vkey(data))
    assert code == 1
    assert said.startswith("✗ entry 300 (c-0 · 2026-09-03T10:05:00Z):")
    assert said.endswith("not proven\n")


def test_another_key_than_the_one_made_known_proves_nothing(exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    origin = publishing.public_keys(exported / "log.vkey")[0].name
    code, told = asked(capsys, "verify", exported, "--key", Signer(origin, bytes(32)).verifier.vkey, "--json")
    assert (code, told["findings"][0]["what"]) == (1, "checkpoint")


def test_yesterdays_checkpoint_finds_a_history_made_anew_with_the_real_key(
    data: Path, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.txt"
    shutil.copy(exported / "checkpoint", kept)
    with closing(Log(keys.log_folder(data))) as log:
        log.append([entry(n) for n in range(SIZE, 2 * SIZE)])
    assert asked(capsys, "ledger", "export", tmp_path / "grown", "--data", data)[0] == 0
    code, told = asked(capsys, "verify", tmp_path / "grown", "--since", kept, "--json")
    assert code == 0
    assert any("continues the checkpoint of 600" in one for one in told["proven"])
    forged = tmp_path / "forged"
    shutil.copytree(data / "secrets", forged / "secrets")
    with closing(Log(keys.log_folder(forged))) as log:
        log.append([entry(n) for n in range(2 * SIZE) if n != 300])
    assert asked(capsys, "ledger", "export", tmp_path / "anew", "--data", forged)[0] == 0
    assert asked(capsys, "verify", tmp_path / "anew", "--key", vkey(data))[0] == 0
    code, told = asked(capsys, "verify", tmp_path / "anew", "--key", vkey(data), "--since", kept, "--json")
    assert (code, told["findings"][0]["what"]) == (1, "history")


def test_one_entrys_proof_is_a_file_that_verifies_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text = asked(capsys, "ledger", "prove", 301, "--data", data)
    file = tmp_path / "entry.tlog-proof"
    file.write_text(text, encoding="utf-8")
    code, said = asked(capsys, "verify", file, "--key", vkey(data))
    assert code == 0
    assert "number 301 of the 600" in said
    file.write_text(text.replace("index 301", "index 300"), encoding="utf-8")
    code, told = asked(capsys, "verify", file, "--key", vkey(data), "--json")
    assert (code, told["findings"][0]["what"], told["findings"][0]["camera"]) == (1, "entry 300", "c-1")
    stranger = Signer(keys.verifiers(data)[0].name, bytes(32)).verifier.vkey
    assert asked(capsys, "verify", file, "--key", stranger)[0] == 1
    assert "--since" in refused(capsys, "verify", file, "--since", file, "--key", vkey(data))
    assert "public key" in refused(capsys, "verify", file)


def test_a_witness_that_counts_is_told_with_its_time(
    data: Path, exported: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = (exported / "checkpoint").read_bytes()
    line = checkpoints.cosign(notes.split(note)[0], WITNESS, 1_790_000_000)
    (exported / "checkpoint").write_bytes(checkpoints.add_lines(note, [line]))
    words = ("verify", exported, "--key", vkey(data), "--witness", WITNESS.verifier.vkey)
    code, said = asked(capsys, *words)
    assert code == 0
    assert "county.example/witness has seen it at 1790000000" in said
    assert "no witness" not in said
    assert "another kind" in refused(capsys, "verify", exported, "--key", WITNESS.verifier.vkey)
    assert "another kind" in refused(capsys, "verify", exported, "--witness", vkey(data))


def test_a_log_that_contradicts_what_it_signed_exits_one_and_proves_nothing(
    data: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    asked(capsys, "ledger", "prove", 0, "--data", data)
    folder = keys.log_folder(data)
    shutil.rmtree(folder / "tile")
    for name in ("entries", "acknowledged"):
        (folder / name).unlink()
    with closing(Log(folder)) as log:
        log.append([entry(n) for n in range(10)])
    for words in (["root"], ["prove", "3"], ["export", str(tmp_path / "out")]):
        assert main(["ledger", *words, "--data", str(data)]) == 1
        said = capsys.readouterr()
        assert "600 entries were signed, the log has 10" in said.err
        assert said.out == ""
    assert not (tmp_path / "out").exists()


def test_a_damaged_log_exits_one(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = keys.log_folder(data) / "entries"
    content = bytearray(entries.read_bytes())
    content[400] ^= 1
    entries.write_bytes(bytes(content))
    assert main(["ledger", "root", "--data", str(data)]) == 1
    assert "damaged" in capsys.readouterr().err


def test_wrong_use_is_one_line_and_makes_nothing(
    data: Path, exported: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    assert "holds no log" in refused(capsys, "ledger", "root", "--data", nowhere)
    assert not nowhere.exists()
    assert "no entry 600" in refused(capsys, "ledger", "prove", 600, "--data", data)
    assert "no entry -1" in refused(capsys, "ledger", "prove", "--data", data, "--", -1)
    assert "invalid int" in refused(capsys, "ledger", "prove", "x", "--data", data)
    assert "is expected" in refused(capsys, "ledger", "consistency", 5, 601, "--data", data)
    assert "not an empty folder" in refused(capsys, "ledger", "export", exported, "--data", data)
    assert "is not there" in refused(capsys, "verify", nowhere)
    (tmp_path / "empty").mkdir()
    assert "no exported ledger" in refused(capsys, "verify", tmp_path / "empty")
    (tmp_path / "text").write_text("hello")
    assert "neither" in refused(capsys, "verify", tmp_path / "text", "--key", vkey(data))
    assert "--key" in refused(capsys, "verify", exported, "--key", "nonsense")
    (exported / "log.vkey").write_text("nonsense")
    assert "give the log's with --key" in refused(capsys, "verify", exported)
    assert "since" in refused(capsys, "verify", exported, "--key", vkey(data), "--since", tmp_path / "no-since")
    with closing(Log(keys.log_folder(nowhere))):
        pass
    assert "still empty" in refused(capsys, "ledger", "export", tmp_path / "out2", "--data", nowhere)


def test_a_register_tells_its_witnesss_key_and_the_logs_it_knows(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = tmp_path / "register"
    assert "no folder" in refused(capsys, "ledger", "witness", "--data", register)
    (register / "witness").mkdir(parents=True)
    code, said = asked(capsys, "ledger", "witness", "--data", register)
    key = notes.verifier(said.removeprefix("key ").strip())
    assert (code, key.kind) == (0, COSIGNER)
    (register / "witness" / "logs.vkey").write_text(vkey(data) + "\n")
    code, told = asked(capsys, "ledger", "witness", "--data", register, "--json")
    assert told == {"witness": key.vkey, "logs": [keys.verifiers(data)[0].name]}
    (register / "witness" / "logs.vkey").write_text("nonsense")
    assert "verifier key" in refused(capsys, "ledger", "witness", "--data", register)


def test_the_private_key_is_never_said(data: Path, exported: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = keys.key_path(data).read_text().strip().split("+", 4)[4]
    for words in (["root"], ["root", "--json"], ["prove", "3"]):
        main(["ledger", *words, "--data", str(data)])
        assert secret not in "".join(capsys.readouterr())
    assert all(secret.encode() not in path.read_bytes() for path in exported.rglob("*") if path.is_file())


@pytest.mark.server
def test_verifying_needs_neither_settings_nor_django_nor_a_data_folder(exported: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from beholden.cli import main; code = main(['verify', sys.argv[1]]);"
        "assert not any(name.split('.')[0] == 'django' for name in sys.modules), 'django'; sys.exit(code)"
    )
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("BEHOLDEN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", code, str(exported)], cwd=tmp_path, env=bare, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["proven"]), done.stderr
