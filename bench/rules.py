"""All rules over a million filings against the one-by-one engine, with identical answers (bar: 3 CPU-seconds)."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from beholden.engines.rulebook import LawError, Rulebook, load
from beholden.engines.rulebook.batch import Batch, Filings, same

LAW = Path(__file__).resolve().parents[1] / "law"
BAR = 3.0
SEED = 799
FIRST, DAYS = date(2025, 1, 1), 900

# What units declare, with the shares a county sees: most are shops and schools, few are special.
COLUMNS: dict[str, tuple[list[Any], list[int]]] = {
    "place_category": (
        ["op_crowd", "gov_road", "op_hub", "op_vehicle", "op_service_area", "other_public", "non_public", None],
        [50, 12, 5, 5, 2, 20, 3, 3],
    ),
    "premises": (
        [None, "other", "kindergarten", "hotel", "song_dance_venue", "postal_outlet", "parcel_locker", "rail_station",
         "funeral_key_area", "teahouse", "rental_common_area"],
        [50, 24, 6, 6, 3, 3, 2, 2, 1, 2, 1],
    ),
    "counter_terror_target": ([False, None, True], [90, 8, 2]),
    "guarded": ([False, True, None], [60, 30, 10]),
    "filing.channel": (["online", "window"], [85, 15]),
    "near_secret_unit": ([False, True], [97, 3]),
}  # fmt: skip


def filings(book: Rulebook, count: int) -> Filings:
    """``count`` random filings in columns; the same for the same count."""
    dice = random.Random(SEED)
    places = [code for code, one in book.divisions.by_code.items() if one.level == "county" and one.kind == "gbt2260"]
    days = [FIRST + timedelta(days=offset) for offset in range(DAYS)]
    facts = {name: dice.choices(values, weights, k=count) for name, (values, weights) in COLUMNS.items()}
    on = dice.choices(days, k=count)
    facts["in_use.date"] = on
    return Filings(on, dice.choices(places, k=count), facts)


def run(quick: bool) -> list[dict[str, Any]]:
    """One measurement a line; the last is the ratio per answer."""
    return _measure(100_000 if quick else 1_000_000, 300 if quick else 10_000)


def _measure(count: int, sample: int) -> list[dict[str, Any]]:
    book = load(LAW)
    rows = filings(book, count)
    started = time.process_time()
    batch = Batch(book, rows)
    population = Counter(batch.situation)
    terms = sum(1 for one in batch.dues("filing.term.new", rows.facts["in_use.date"]) if one is not None)
    spent = time.process_time() - started
    answers = len(book.rules) * count
    alone, differing = _one_by_one(book, batch, rows, sample)
    single = alone / (sample * len(book.rules))
    scaled = spent * 1_000_000 / count
    return [
        {"what": "batch", "filings": count, "rules": len(book.rules), "cpu_s": round(spent, 3), "bar_cpu_s": BAR,
         "within_bar": scaled <= BAR, "situations": len(population), "due_dates": terms},
        {"what": "identical answers", "sampled": sample, "compared": sample * len(book.rules), "differing": differing,
         "one_by_one_cpu_s": round(alone, 3)},
        {"bench": "rules", "ratio": round(spent / answers / single, 6), "against": "one-by-one engine, CPU per answer",
         "n": count, "invalid": bool(differing)},
    ]  # fmt: skip


def _one_by_one(book: Rulebook, batch: Batch, rows: Filings, sample: int) -> tuple[float, int]:
    dice = random.Random(SEED + 1)
    spent, differing = 0.0, 0
    for number in dice.sample(range(len(rows)), sample):
        on, at, facts = rows.row(number)
        for rule in book.rules:
            started = time.process_time()
            try:
                single = book.resolve(rule, on, at, facts)
            except LawError as error:
                single = error
            spent += time.process_time() - started
            differing += not same(batch.answer(rule, number), single)
    return spent, differing
