"""Each kind of setting: what it takes, and the one sentence for what it doesn't."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from beholden.project import environment as env
from beholden.project.environment import SettingError

Given = Callable[[str], None]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Given:
    return lambda value: monkeypatch.setenv("BEHOLDEN_X", value)


def test_a_value_may_stand_in_a_file_but_not_in_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "value"
    path.write_text("  from a file\n", encoding="utf-8")
    monkeypatch.setenv("BEHOLDEN_X_FILE", str(path))
    assert env.text("BEHOLDEN_X") == "from a file"
    monkeypatch.setenv("BEHOLDEN_X", "here too")
    with pytest.raises(SettingError, match="not both"):
        env.text("BEHOLDEN_X")
    monkeypatch.delenv("BEHOLDEN_X")
    for content, why in ((b"\xff\xfe", "not text"), (b"x" * 70_000, "larger than")):
        path.write_bytes(content)
        with pytest.raises(SettingError, match=why):
            env.text("BEHOLDEN_X")
    path.unlink()
    with pytest.raises(SettingError, match=r"BEHOLDEN_X_FILE.*cannot be read"):
        env.text("BEHOLDEN_X")


def test_an_empty_value_means_the_default(given: Given) -> None:
    given("  ")
    assert env.text("BEHOLDEN_X", "default") == "default"
    assert env.integer("BEHOLDEN_X", 5, 1, 9) == 5
    assert env.flag("BEHOLDEN_X", True) is True
    assert env.words("BEHOLDEN_X", ["a"]) == ["a"]


@pytest.mark.parametrize(
    ("value", "read", "wanted"),
    [
        ("site", lambda: env.choice("BEHOLDEN_X", ("all", "site"), "all"), "site"),
        ("YES", lambda: env.flag("BEHOLDEN_X", False), True),
        ("off", lambda: env.flag("BEHOLDEN_X", True), False),
        ("7", lambda: env.integer("BEHOLDEN_X", 1, 1, 9), 7),
        ("20", lambda: env.minutes("BEHOLDEN_X", 1, 1, 60), timedelta(minutes=20)),
        ("a, b  c", lambda: env.words("BEHOLDEN_X", []), ["a", "b", "c"]),
        ("a.cn .b.cn [::1]", lambda: env.hosts("BEHOLDEN_X", []), ["a.cn", ".b.cn", "[::1]"]),
        ("https://a.cn", lambda: env.origins("BEHOLDEN_X", []), ["https://a.cn"]),
        ("https://a.cn/{z}/{x}/{y}.png", lambda: env.tiles("BEHOLDEN_X", ""), "https://a.cn/{z}/{x}/{y}.png"),
        ("10.0.0.0/8 ::1/128", lambda: env.networks("BEHOLDEN_X", []), ["10.0.0.0/8", "::1/128"]),
    ],
)
def test_right_values_are_read(given: Given, value: str, read: Callable[[], Any], wanted: Any) -> None:
    given(value)
    assert read() == wanted


@pytest.mark.parametrize(
    ("value", "read", "why"),
    [
        ("both", lambda: env.choice("BEHOLDEN_X", ("all", "site"), "all"), "'both' is not one of all, site"),
        ("maybe", lambda: env.flag("BEHOLDEN_X", False), "neither yes nor no"),
        ("many", lambda: env.integer("BEHOLDEN_X", 1, 1, 9), "not a whole number"),
        ("10", lambda: env.integer("BEHOLDEN_X", 1, 1, 9), "10 is not between 1 and 9"),
        ("a.cn", lambda: env.origins("BEHOLDEN_X", []), "not an origin"),
        ("https://a.cn/path", lambda: env.origins("BEHOLDEN_X", []), "not an origin"),
        ("https://a.cn/{z}/{x}.png", lambda: env.tiles("BEHOLDEN_X", ""), "needs {z}, {x} and {y}"),
        ("javascript:{z}{x}{y}", lambda: env.tiles("BEHOLDEN_X", ""), "give an address such as"),
        ("https://a.cn; script-src */{z}/{x}/{y}", lambda: env.tiles("BEHOLDEN_X", ""), "give an address such as"),
        ("/nowhere.pem", lambda: env.certificates("BEHOLDEN_X"), "holds no certificates in PEM form"),
        (__file__, lambda: env.certificates("BEHOLDEN_X"), "holds no certificates in PEM form"),
        ("10.0.0.0/40", lambda: env.networks("BEHOLDEN_X", []), "not a network"),
        ("/proc/nowhere/x", lambda: env.folder("BEHOLDEN_X", Path()), "cannot be made a folder"),
        ("changeme", lambda: env.secret_key("BEHOLDEN_X", Path()), "too weak"),
        ("a" * 64, lambda: env.secret_key("BEHOLDEN_X", Path()), "too weak"),
        ("mysql://a/b", lambda: env.database("BEHOLDEN_X", Path()), "sqlite:///path or postgresql://"),
        ("sqlite://relative", lambda: env.database("BEHOLDEN_X", Path()), "sqlite:///path"),
        ("*", lambda: env.hosts("BEHOLDEN_X", []), "not the name of a host"),
        ("https://a.cn", lambda: env.hosts("BEHOLDEN_X", []), "not the name of a host"),
        ("postgresql://h:x1/n", lambda: env.database("BEHOLDEN_X", Path()), "not a database address"),
    ],
)
def test_wrong_values_are_one_sentence_with_the_setting_in_front(
    given: Given, value: str, read: Callable[[], Any], why: str
) -> None:
    given(value)
    with pytest.raises(SettingError, match=why) as caught:
        read()
    assert str(caught.value).startswith("BEHOLDEN_X")
    assert "\n" not in str(caught.value)


def test_a_folder_is_made_and_must_be_writable(tmp_path: Path, given: Given) -> None:
    given(str(tmp_path / "new" / "data"))
    assert env.folder("BEHOLDEN_X", Path()) == tmp_path / "new" / "data"
    assert (tmp_path / "new" / "data").is_dir()
    (tmp_path / "file").write_text("")
    given(str(tmp_path / "file"))
    with pytest.raises(SettingError, match="cannot be made a folder"):
        env.folder("BEHOLDEN_X", Path())


def test_a_secret_is_made_once_and_read_again(tmp_path: Path) -> None:
    made = env.secret_key("BEHOLDEN_SECRET_KEY_OF_TEST", tmp_path)
    assert len(made) >= 60
    assert env.secret_key("BEHOLDEN_SECRET_KEY_OF_TEST", tmp_path) == made
    path = tmp_path / "secrets" / "secret-key-of-test"
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(SettingError, match="other users can read"):
        env.secret_key("BEHOLDEN_SECRET_KEY_OF_TEST", tmp_path)


def test_database_addresses(given: Given, tmp_path: Path) -> None:
    assert env.database("BEHOLDEN_X", tmp_path / "b.sqlite")["NAME"] == tmp_path / "b.sqlite"
    given("sqlite:////srv/a%20b.sqlite")
    found = env.database("BEHOLDEN_X", tmp_path)
    assert found["NAME"] == Path("/srv/a b.sqlite")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    given("postgresql://me:p%40ss@db.example:5433/beholden?sslmode=require")
    found = env.database("BEHOLDEN_X", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("me", "p@ss", "db.example", "5433")
    assert (found["NAME"], found["OPTIONS"]) == ("beholden", {"sslmode": "require"})
    given("mysql://me:hidden@h/n")
    with pytest.raises(SettingError) as caught:
        env.database("BEHOLDEN_X", tmp_path)
    assert "hidden" not in str(caught.value)


def test_a_wrong_setting_ends_a_command_with_two_and_one_line(tmp_path: Path) -> None:
    code = (
        "import sys, types, django\n"
        "import beholden.cli as cli\n"
        "room = types.ModuleType('room'); room.__doc__ = ''\n"
        "room.add_arguments = lambda parser: None\n"
        "room.run = lambda args: django.setup() or 0\n"
        "sys.modules['room'] = room; cli.FAMILIES['room'] = ('room', '')\n"
        "sys.exit(cli.main(['room']))\n"
    )
    environment = {
        "BEHOLDEN_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "beholden.project.settings",
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    }
    wrong = subprocess.run(
        [sys.executable, "-c", code], env={**environment, "BEHOLDEN_LOCK_AFTER": "many"}, capture_output=True, text=True
    )
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "BEHOLDEN_LOCK_AFTER: 'many' is not a whole number\n"
    right = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (right.returncode, right.stderr) == (0, "")
