"""What every test stands on: its own data folder, quick password hashing, the cast."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from xdist.scheduler.loadscope import LoadScopeScheduling

if TYPE_CHECKING:
    import pytest_django
    from xdist.remote import Producer

    from beholden.ground.people.tests.cast import Cast

# Compiling every test afresh takes each worker ten seconds, and what pip compiled is kept too.
if sys.dont_write_bytecode:
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# What tests write goes with them: where there is memory to spare it lies there, and nobody waits for a disk.
_MEMORY = Path("/dev/shm")
if "TMPDIR" not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 4 << 30:
    os.environ["TMPDIR"] = str(_MEMORY)
    tempfile.tempdir = None

# Before Django reads its settings: no test may touch the data of a real installation.
_DATA = tempfile.mkdtemp(prefix="beholden-tests-")
for _name in [name for name in os.environ if name.startswith("BEHOLDEN_")]:
    del os.environ[_name]
os.environ.pop("DATABASE_URL_FILE", None)
os.environ["BEHOLDEN_DATA"] = _DATA
# here and not in pyproject.toml: pytest-django would read the settings before this file runs
os.environ["DJANGO_SETTINGS_MODULE"] = "beholden.project.settings"

import django  # noqa: E402

django.setup()  # now, so that a room's conftest may import its models


def pytest_unconfigure() -> None:
    """Remove the session's data folder."""
    shutil.rmtree(_DATA, ignore_errors=True)


OF_FEW = {"server": "mark.server", "browser": "mark.browser", "alone": "mark.alone", "long": "mark.long"}
"""Marks that a run asks for by themselves, and what stands in the file of such a test."""

gc.disable()  # what is gathered stays: looking through it again and again took a third of the gathering


def pytest_collection_finish() -> None:
    """From here on rubbish is collected again; what was gathered is never looked through."""
    gc.enable()
    gc.freeze()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run of the marked few (`-m "server and not …"`) does not import the files in which that mark never stands."""
    words = str(config.option.markexpr).split()
    wanted = [word for before, word in zip(["", *words], words, strict=False) if word in OF_FEW and before != "not"]
    if not wanted or "or" in words or "(" in "".join(words) or not collection_path.name.startswith("test_"):
        return None
    return not all(OF_FEW[word] in _text(collection_path) for word in wanted) or None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.suffix == ".py" else ""


@pytest.hookimpl(trylast=True)  # what the run leaves out is gone by then
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What may take longest begins first, among workers files of many tests too: nobody waits for one at the end."""
    for path, mark in {(item.path, mark) for item in items for mark in OF_FEW if item.get_closest_marker(mark)}:
        if OF_FEW[mark] not in _text(path):
            raise pytest.UsageError(
                f"{path}: {OF_FEW[mark]} has to stand in the file itself, or a run of the few overlooks it"
            )
    longest: dict[Path, float] = {}
    for item in items:
        allowed = max((mark.args[0] for mark in item.iter_markers("timeout")), default=0)
        longest[item.path] = max(longest.get(item.path, 0), allowed)
    many = Counter(item.path for item in items) if hasattr(config, "workerinput") else Counter[Path]()
    items.sort(key=lambda item: (longest[item.path], many[item.path]), reverse=True)


class FolderAfterFolder(LoadScopeScheduling):
    """`--dist loadscope`: a folder's tests in one worker and in order, for they share what costs much to start."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.partition("::")[0].rpartition("/")[0]


@pytest.hookimpl(optionalhook=True)  # there are runs without it
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling | None:
    """Folders instead of modules and classes."""
    return FolderAfterFolder(config, log) if config.option.dist == "loadscope" else None


@pytest.fixture(autouse=True)
def _own_ground(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests that use the database get cheap password hashing and their own DATA folder."""
    if {"db", "transactional_db", "django_db_setup"} & set(request.fixturenames) or request.node.get_closest_marker(
        "django_db"
    ):
        settings = request.getfixturevalue("settings")
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
        settings.DATA = request.getfixturevalue("tmp_path") / "data"
        settings.DATA.mkdir()
        yield
        from beholden.ground.evidence import logs

        logs.forget()
    else:
        yield


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Every new browser of a test has a server of its own, which would look at each file of the pages again."""
    from django.conf import settings
    from whitenoise.middleware import WhiteNoiseMiddleware

    listed: dict[str, dict[str, Any]] = {}
    look = WhiteNoiseMiddleware.add_files_from_finders

    def remember(server: WhiteNoiseMiddleware) -> None:
        where = repr((settings.STATICFILES_DIRS, settings.STATIC_URL, server.static_prefix))
        if where not in listed:
            before = set(server.files)
            look(server)
            listed[where] = {address: file for address, file in server.files.items() if address not in before}
        server.files.update(listed[where])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", remember)
        yield


@pytest.fixture(scope="module")
def shared_ground(
    django_db_setup: None,
    django_db_blocker: pytest_django.DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[contextlib.AbstractContextManager[Path]]:
    """What all tests of a module begin with is made inside this, once; each test is rolled back to it.

    The context's value is the DATA it was made in: a test takes a copy of it, or the files of one would be another's.
    """
    from django.db import transaction
    from django.test import override_settings

    from beholden.ground.evidence import logs

    data = tmp_path_factory.mktemp("shared")

    @contextlib.contextmanager
    def making() -> Iterator[Path]:
        with override_settings(DATA=data):
            yield data
            logs.forget()

    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]  # as Django's own around a test: the register may commit
    with django_db_blocker.unblock(), around:
        yield making()
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The file was made for this session and goes with its folder."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file, as in production: threads and sockets wait their turn there, in memory they fail at once."""
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(Path(_DATA) / "tests.sqlite")


@pytest.fixture
def cast(db: None) -> Cast:
    """One account a role; see `beholden.ground.people.tests.cast`."""
    from beholden.ground.people.tests.cast import make_cast

    return make_cast()


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's root folder."""
    return Path(__file__).resolve().parent
