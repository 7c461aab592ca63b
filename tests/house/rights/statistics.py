"""Figures: officers of county, city and above, each of their own area."""

from __future__ import annotations

from tests.house.rights.right import OFFICERS, get

READERS = OFFICERS - {"station_officer"}
TABLE = "/statistics/tables/<str:name>.xlsx"

RIGHTS = [
    get("/statistics", READERS),
    get("/statistics/fairness", READERS),
    get("/statistics/counted", READERS, query="?subject=inspections&measure=all"),
    get("/statistics/counted.xlsx", READERS, query="?subject=inspections&measure=all"),
    get(TABLE, READERS),
]
VALUES = {"/statistics/tables": lambda world, address: {"name": "reasons"}}
