"""`beholden bench register`: a county's pages and map over 10⁶ cameras on SQLite and 10⁷ on a throw-away PostgreSQL.

Each page is asked as a browser asks it, by a county and by a city officer; processor time is ours and, with PostgreSQL,
that of the server's process too. The contender is the same list paged by OFFSET, at the same places.
"""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SEED = 799
PAGE_BAR, CELL_BAR = 50.0, 20.0  # milliseconds of processor time, p99
COUNTIES = [f"1302{n:02d}" for n in (2, 3, 4, 5, 7, 8, 9, 24, 25, 27, 29, 81, 83, 84)] + [
    f"1301{n:02d}" for n in (2, 4)
]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
COMMON = ("有限公司", "单位", "第1", "店", "备〔2026〕", "130203-00")  # what most, many, and a few thousand hold
SHARE = {"filed": 90, "submitted": 3, "correction_requested": 2, "resubmitted": 1, "archived": 2, "ceased": 2}


def run(quick: bool, keep: Path | None = None, fill_only: bool = False) -> list[dict[str, Any]]:
    """One line a page and database; the last is the ratio of keyset to OFFSET paging.

    ``keep``: a folder the filled databases stay in; a later run there measures at once. ``fill_only`` measures nothing.
    """
    results: list[dict[str, Any]] = []
    for kind, cameras in (("sqlite", 20_000 if quick else 1_000_000), ("postgresql", 40_000 if quick else 10_000_000)):
        with _database(kind, keep) as (environ, folder):
            filled = folder / "filled"
            if not filled.exists():
                _child(environ, "fill", cameras)
                filled.write_text(f"{cameras}\n", encoding="utf-8")
            elif int(filled.read_text(encoding="utf-8")) != cameras:
                raise ValueError(f"{folder} holds {filled.read_text(encoding='utf-8').strip()} cameras, not {cameras}")
            if not fill_only:
                done = _child(environ, "measure", cameras, 30 if quick else 200)
                results += [json.loads(line) for line in done.splitlines()]
    if fill_only:
        return []
    last = results[-1]
    within = all(row.get("within_bar", True) for row in results)
    ratio = {"bench": "register", "ratio": last["ratio"], "against": "OFFSET paging at the same places", "n": last["n"]}
    return [*results, {**ratio, "within_bars": within}]


@contextmanager
def _database(kind: str, keep: Path | None) -> Iterator[tuple[dict[str, str], Path]]:
    """The environment of the processes that fill and measure, and the folder of what they write."""
    from tests.peers.postgres import cluster

    told = {"shared_buffers": "512MB", "max_wal_size": "8GB", "fsync": "off", "synchronous_commit": "off"}
    with (
        nullcontext(str(keep / kind)) if keep else tempfile.TemporaryDirectory(prefix="beholden-bench-") as place,
        cluster(told, keep / "cluster" if keep else None) if kind == "postgresql" else nullcontext("") as url,
    ):
        folder = Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        environ = {**os.environ, "BEHOLDEN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "beholden.project.settings"}
        environ.pop("DATABASE_URL", None)
        yield {**environ, **({"DATABASE_URL": url} if url else {})}, folder


def _child(environ: dict[str, str], *words: object) -> str:
    told = [sys.executable, str(Path(__file__)), *map(str, words)]
    return subprocess.run(told, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout


# Filling ----------------------------------------------------------------------------------------------------------
def fill(cameras: int, each: int = 20) -> None:
    """``cameras`` declared cameras in filings of ``each``; made by SQL, as nobody types ten million."""
    from django.db import connection

    from beholden.ground.people.models import Organisation
    from beholden.ground.people.tests.cast import make_cast
    from beholden.registry.filings.services import heaping

    cast = make_cast()
    units = [
        Organisation.objects.create(
            name=f"第{n}管理单位有限公司", kind="managing", division=COUNTIES[n % len(COUNTIES)]
        )
        for n in range(200)
    ]
    dice = random.Random(SEED)
    with connection.cursor() as cursor, _indices_afterwards():
        cursor.execute(
            "CREATE TABLE bench_base (filing_id BIGINT, lon DOUBLE PRECISION, lat DOUBLE PRECISION, cell VARCHAR(16))"
        )
        batch: list[Any] = []
        for number in range(1, cameras // each + 1):
            batch.append(_filing(number, dice, units, cast, each))
            if len(batch) == 5_000:
                _store(batch, dice, cursor)
                batch = []
        _store(batch, dice, cursor)
        on_postgres = connection.vendor == "postgresql"
        cursor.execute(_CAMERAS.format(empty="'[]'::jsonb" if on_postgres else "'[]'"), [each])
        for text, places in (
            ("lower(unit_name)", 60),
            ("number", 1),
            ("substr(number, 8)", 1),
            ("substr(number, 15)", 1),
        ):
            piece = f"substr({text}, k.n, 12)"
            encoded = f"convert_to({piece}, 'UTF8')" if on_postgres else f"CAST({piece} AS BLOB)"
            cursor.execute(_TERMS.format(encoded=encoded, text=text), [places])
        cursor.execute("DROP TABLE bench_base")
    heaping.recount()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if on_postgres else "ANALYZE")


@contextmanager
def _indices_afterwards() -> Iterator[None]:
    """Without the indices of what is filled in bulk, and without asking each row's foreign keys; made at the end."""
    from django.db import connection

    from beholden.registry.filings.models import Filing, FilingCamera, SearchTerm

    made = [(model, index) for model in (Filing, FilingCamera) for index in model._meta.indexes]
    only = [(model, one) for model in (FilingCamera, SearchTerm) for one in model._meta.constraints]
    on_postgres = connection.vendor == "postgresql"
    with connection.schema_editor() as editor:
        for model, index in made:
            editor.remove_index(model, index)
        for model, one in only if on_postgres else ():  # SQLite would build the table anew
            editor.remove_constraint(model, one)
    if on_postgres:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    yield
    with connection.schema_editor() as editor:
        for model, one in only if on_postgres else ():
            editor.add_constraint(model, one)
        for model, index in made:
            editor.add_index(model, index)
    if on_postgres:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = origin")


def _filing(number: int, dice: random.Random, units: list[Any], cast: Any, each: int) -> Any:
    from beholden.registry.filings.models import Filing

    state = dice.choices(list(SHARE), list(SHARE.values()))[0]
    at = NOW - timedelta(hours=dice.randrange(1, 20_000))
    waiting = state in ("submitted", "resubmitted")
    unit = dice.choice(units)
    name = f"{unit.name}第{number}店"
    division = dice.choice(COUNTIES)
    return Filing(
        state=state, unit=unit, authority=cast.authority, number=f"备〔2026〕{division}-{number:07d}", unit_name=name,
        division=division, place_category="op_crowd", sector=dice.choice(("commerce", "education", "health")),
        answers={"unit_name": name, "name": f"{name}视频系统", "division": division, "retention_days": 30,
                 "location": f"北新道 {number} 号", "place_category": "op_crowd"},
        camera_count=each, created_by=cast.manager, created_at=at, changed_at=at, submitted_at=at,
        in_force=state in ("filed", "archived"), decided_at=None if waiting else at,
        due=(NOW + timedelta(days=dice.randrange(-3, 6))).date() if waiting else None,
    )  # fmt: skip


def _store(batch: list[Any], dice: random.Random, cursor: Any) -> None:
    from django.db import transaction

    from beholden.ground.places.tiles import DEPTH, quadkey
    from beholden.registry.filings.models import Filing

    width = 360 / (1 << DEPTH)
    with transaction.atomic():
        made = Filing.objects.bulk_create(batch, batch_size=1_000)
        rows = []
        for filing in made:
            county = COUNTIES.index(filing.division)
            lon = 117.6 + county % 4 * 0.4 + dice.random() * 0.4
            lat = 39.1 + county // 4 * 0.3 + dice.random() * 0.3
            lon = (int(lon / width) + 0.5) * width  # the middle of a tile, so that all of its cameras lie in it
            rows.append((filing.pk, lon, lat, quadkey(lon, lat)))
        cursor.executemany("INSERT INTO bench_base VALUES (%s, %s, %s, %s)", rows)


_CAMERAS = """
WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < %s)
INSERT INTO filings_filingcamera (filing_id, number, name, position, device_code, function_type, structure_type,
    place_category, area, sees, near_secret, installed_on, datum, typed_lon, typed_lat, lon, lat, cell, source)
SELECT filing_id, k.n, k.n || ' 号设备', '一层 ' || k.n, '', 'watch', '3', '', '', {empty}, FALSE, NULL, 'wgs84',
    lon + (k.n - 10) * 0.0001, lat, lon + (k.n - 10) * 0.0001, lat, cell, '' FROM bench_base CROSS JOIN k
"""
# as `services.finding` keeps them: of 备〔2026〕130203-0000001 from the start, from the division and from the count on
_TERMS = """
WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < %s)
INSERT INTO filings_searchterm (filing_id, county, text) SELECT id, substr(division, 1, 6), {encoded}
    FROM filings_filing CROSS JOIN k WHERE k.n <= length({text})
"""


# Measuring --------------------------------------------------------------------------------------------------------
class Meter:
    """Processor time of this process and of the database's."""

    def __init__(self) -> None:
        from django.db import connection

        self.server: Path | None = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.server = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def now(self) -> float:
        """Milliseconds used so far."""
        other = int(self.server.read_text().split()[0]) / 1e6 if self.server else 0.0
        return time.process_time() * 1e3 + other

    def times(self, work: Callable[[], object], count: int) -> list[float]:
        """What each of ``count`` calls took, in order of size; the first two are not counted."""
        for _warm in range(2):
            work()
        gc.collect()
        gc.freeze()  # as the server does
        spent = []
        for _try in range(count):
            before = self.now()
            work()
            spent.append(self.now() - before)
        return sorted(spent)


def measure(count: int, tries: int) -> Iterator[dict[str, Any]]:
    """One measurement after the other, over what `fill` made."""
    from django.db import connection

    from beholden.ground.people.models import Account
    from beholden.registry.filings import queries
    from beholden.registry.filings.models import Filing, FilingCamera, Heap
    from beholden.registry.filings.services import heaping

    dice, meter = random.Random(SEED), Meter()
    if not Heap.objects.exists():  # filled before the map counted so
        heaping.recount()
    there = FilingCamera.objects.count()
    seen, keys = Filing.objects.none(), [""]
    for username in ("county_officer", "city_officer"):
        account = Account.objects.get(username=username)
        seen = queries.visible_to(account)
        keys = _keys(seen, dice)
        for name, (work, bar) in _works(account, keys, count, dice).items():
            spent = meter.times(work, tries)
            p99 = spent[min(len(spent) - 1, int(len(spent) * 0.99))]
            yield {
                "what": name, "as": username, "database": connection.vendor, "cameras": there,
                "p50_ms": round(spent[len(spent) // 2], 1), "p99_ms": round(p99, 1), "bar_ms": bar,
                "within_bar": p99 <= bar,
            }  # fmt: skip
    yield _paging(seen, keys, meter, tries, dice)


def _works(
    account: Any, keys: list[str], count: int, dice: random.Random
) -> dict[str, tuple[Callable[[], object], float]]:
    """What is measured, each with its bar."""
    from django.test import Client

    from beholden.ground.places.tiles import CHINA, Box
    from beholden.registry.filings import on_map, permissions, queries

    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(account)
    codes = list(queries.visible_to(account).order_by("?").values_list("code", flat=True)[:50])

    def page(path: Callable[[], str]) -> Callable[[], object]:
        def asked() -> None:
            asked_for = path()
            answer = browser.get(asked_for)
            if answer.status_code != 200:
                raise RuntimeError(f"{asked_for} gave {answer.status_code}")

        return asked

    def cell() -> int:
        lon, lat = dice.uniform(118.0, 118.6), dice.uniform(39.4, 39.8)
        return len(on_map.look(account, Box(lon, lat, lon + 0.01, lat + 0.008)))

    def first_view() -> int:
        return len(on_map.look(account, on_map.extent(account) or CHINA))

    works: dict[str, tuple[Callable[[], object], float]] = {
        "list": (page(lambda: "/filings"), PAGE_BAR),
        "list, all": (page(lambda: "/filings?view=all"), PAGE_BAR),
        "list, deep": (page(lambda: f"/filings?view=all&after={dice.choice(keys)}"), PAGE_BAR),
        "search": (page(lambda: f"/filings?view=all&q=第{dice.randrange(1, count // 20)}店"), PAGE_BAR),
        "search, common": (page(lambda: f"/filings?view=all&q={dice.choice(COMMON)}"), PAGE_BAR),
        "detail": (page(lambda: f"/filings/{dice.choice(codes)}"), PAGE_BAR),
        "map cell": (cell, CELL_BAR),
        "map, first view": (first_view, CELL_BAR),
        "map page": (page(lambda: "/map"), PAGE_BAR),
    }
    if permissions.may_receive(account):
        works["window"] = (page(lambda: "/window"), PAGE_BAR)
    return works


def _keys(seen: Any, dice: random.Random) -> list[str]:
    """Keys of pages all over the list, as its own links have them."""
    primary = list(seen.order_by().values_list("pk", flat=True))
    return [f"{date(9999, 12, 31)}_{dice.choice(primary)}" for _try in range(50)]


def _paging(seen: Any, keys: list[str], meter: Meter, tries: int, dice: random.Random) -> dict[str, Any]:
    from django.db import connection

    from beholden.registry.filings import queries

    listed = queries.tab(seen, "all", NOW.date())
    total = listed.count()
    ordered = listed.order_by("due_or_never", "-pk")
    by_key = meter.times(lambda: queries.page(listed, dice.choice(keys)), tries)

    def by_offset() -> object:
        start = dice.randrange(max(1, total - 60))
        return list(ordered[start : start + 51])

    offset = meter.times(by_offset, tries)
    ratio = sum(by_key) / sum(offset)
    key_ms, offset_ms = sum(by_key) / len(by_key), sum(offset) / len(offset)
    found = {"what": "paging", "database": connection.vendor, "n": total}
    return {**found, "keyset_ms": round(key_ms, 2), "offset_ms": round(offset_ms, 2), "ratio": round(ratio, 4)}


if __name__ == "__main__":
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        for line in measure(int(sys.argv[2]), int(sys.argv[3])):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
