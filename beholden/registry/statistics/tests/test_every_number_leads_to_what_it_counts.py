"""A number and the list behind it are the same; nobody counts what they may not read (R25(1))."""

from __future__ import annotations

import html
import io
import re
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beholden.ground.documents.tests.undrawn import undrawn
from beholden.ground.people.services import create_account, create_organisation
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.tests.made import filed
from beholden.registry.inspections.tests.made import NOW, TODAY, closed, planned
from beholden.registry.inspections.tests.test_who_reads_what import browser
from beholden.registry.orders.tests import made as orders
from beholden.registry.penalties.tests import made as cases
from beholden.registry.statistics import charts, listing, services, tables
from beholden.registry.statistics.scope import Scope, asked
from beholden.registry.tips.tests.reported import reported

LINK = re.compile(r'href="(/statistics/counted\?[^"]+)">([\d,]+)<')


def life(cast: Cast) -> None:
    """A little of everything, in November 2026; of the letters nobody reads here."""
    with undrawn():
        closed(cast, bad=[2, 5], now=NOW - timedelta(days=9), scheduled_on=TODAY - timedelta(days=9))
        orders.served(cast, override_reason="再次检查的理由")
        planned(cast, unit=None, unit_name="第一店", place="0 号", reason="tip", method="on_site")
        again = "举报内容与上次检查不同"
        planned(
            cast, unit=None, unit_name="第一店", place="0 号", reason="tip", method="on_site", override_reason=again
        )
        cases.opened(cast)
        reported()
        filed(cast.manager, cast.county_officer)
        services.count_all(NOW)


def links(client: Client, path: str) -> dict[str, int]:
    answer = client.get(path)
    assert answer.status_code == 200
    return {html.unescape(href): int(number) for href, number in LINK.findall(answer.content.decode())}


@time_machine.travel(NOW, tick=False)
def test_each_number_is_the_length_of_its_list(cast: Cast) -> None:
    life(cast)
    client = browser(cast.supervisor)
    found = links(client, "/statistics") | links(client, "/statistics/fairness")
    assert len(found) > 25
    for href, number in found.items():
        words = client.get(href).content.decode()
        assert f"共 {number} 件" in words, href
    subjects = {re.search("subject=([a-z]+)", href).group(1) for href in found}  # type: ignore[union-attr]
    assert subjects == {"inspections", "orders", "tips", "filings", "standing", "penalties"}


@time_machine.travel(NOW, tick=False)
def test_what_was_found_again_is_told_from_what_was_found_once(cast: Cast) -> None:
    life(cast)
    rows = {row.name.split()[0]: row for row in tables.findings(asked(cast.supervisor, "", "", "", TODAY)).rows}
    again = {number: [cell.text for cell in row.cells] for number, row in rows.items()}
    assert again["2"] == ["2", "1", "50.0%"], "the sign was missing twice"
    assert again["5"] == ["1", "0", "0.0%"]
    assert again["7"] == ["0", "0", "–"]


@time_machine.travel(NOW, tick=False)
def test_an_area_holds_its_own_and_nobody_looks_beyond_it(cast: Cast) -> None:
    life(cast)
    city = browser(cast.city_officer)
    page = city.get("/statistics").content.decode()
    assert "各地情况" in page and "路北区" in page and "路南区" in page
    below = city.get("/statistics?division=130203").content.decode()
    assert "各地情况" not in below and 'aria-current="page"' in below
    elsewhere = browser(cast.other_county_officer)
    assert links(elsewhere, "/statistics") == {}
    for client, division in ((elsewhere, "130203"), (city, "130000"), (city, "000000"), (city, "x"), (city, "13020")):
        assert client.get(f"/statistics?division={division}").status_code == 404
        path = f"/statistics/counted?subject=orders&measure=all&division={division}"
        assert client.get(path).status_code == 404
    assert city.get("/statistics/counted?subject=orders&measure=nothing").status_code == 404
    assert city.get("/statistics/tables/nothing.xlsx").status_code == 404
    assert browser(cast.manager).get("/statistics").status_code == 403
    assert browser(cast.station_officer).get("/statistics").status_code == 403


@time_machine.travel(NOW, tick=False)
def test_the_city_counts_no_tips_of_the_county(cast: Cast) -> None:
    reported()
    own = {row.name: row.cells[0].value for row in tables.tips(asked(cast.supervisor, "", "", "", TODAY)).rows}
    above = {row.name: row.cells[0].value for row in tables.tips(asked(cast.city_officer, "", "", "", TODAY)).rows}
    assert own["收到"] == 1 and above["收到"] == 0


@time_machine.travel(NOW, tick=False)
def test_a_period_holds_whole_months_and_bad_ones_are_this_year(cast: Cast) -> None:
    life(cast)
    client = browser(cast.supervisor)
    assert links(client, "/statistics?from=2026-01&to=2026-10") == {}
    whole = links(client, "/statistics?from=2026-11&to=2026-11")
    turned = links(client, "/statistics?from=2026-12&to=2026-11")
    assert whole and list(turned.values()) == list(whole.values())
    for bad in ("from=2026-13&to=x", "from=9999-01&to=", "from=0000-00&to='; drop"):
        assert "2026-01 至 2026-11" in client.get(f"/statistics?{bad}").content.decode()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("name", sorted(tables.OVERVIEW))
def test_each_table_leaves_as_a_sheet(cast: Cast, name: str) -> None:
    planned(cast)
    client = browser(cast.city_officer)
    answer = client.get(f"/statistics/tables/{name}.xlsx?from=2026-01&to=2026-11")
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert page is not None
    made = tables.OVERVIEW[name](asked(cast.city_officer, "", "2026-01", "2026-11", TODAY))
    rows = [[cell or "" for cell in row] for row in page.iter_rows(values_only=True)]
    assert rows[0] == [made.first, *made.columns]
    assert rows[1 : len(made.rows) + 1] == [[row.name, *(cell.text for cell in row.cells)] for row in made.rows]
    assert any("唐山市，2026-01 至 2026-11" in str(row[0]) for row in rows)


@time_machine.travel(NOW, tick=False)
def test_pages_ask_the_same_for_few_and_for_many(cast: Cast) -> None:
    def questions(path: str) -> int:
        client = browser(cast.city_officer)
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    paths = ("/statistics", "/statistics/fairness", "/statistics/counted?subject=inspections&measure=all")
    life(cast)
    before = [questions(path) for path in paths]
    for number in range(8):
        planned(cast, unit=None, unit_name=f"第 {number} 店", place=f"东街 {number} 号")
    assert [questions(path) for path in paths] == before
    assert before[0] <= 30 and before[1] <= 25 and before[2] <= 12


def _after(scope: Scope) -> str:
    return listing.page(scope, "filings", "all", size=1).after


@time_machine.travel(NOW, tick=False)
def test_a_long_list_goes_on_where_it_stopped(cast: Cast) -> None:
    for number in range(5):
        day = TODAY + timedelta(days=number // 2)  # some on one day
        planned(cast, unit=None, unit_name=f"第 {number} 店", place=f"{number} 号", scheduled_on=day)
    scope = asked(cast.supervisor, "", "", "", TODAY)
    first = listing.page(scope, "inspections", "all", size=2)
    rest = listing.page(scope, "inspections", "all", first.after, size=3)
    assert [one.who for one in first.lines + rest.lines] == [f"第 {number} 店" for number in (4, 3, 2, 1, 0)]
    assert first.count == rest.count == 5 and rest.after == ""
    for _number in range(2):
        filed(cast.manager, cast.county_officer)
    one, other = (listing.page(scope, "filings", "all", after, size=1) for after in ("", _after(scope)))
    assert one.lines[0].number != other.lines[0].number and not other.after
    for strange in ("x_1", "2026-11-20_x", "2026-11-20T08:00:00_1", "_", "1"):
        assert listing.page(scope, "filings", "all", strange, size=1).lines == one.lines
    assert next(one.who for one in listing.every(scope, "inspections", "all")) == "第 4 店"


@time_machine.travel(NOW, tick=False)
def test_a_chart_has_a_bar_for_each_number_and_its_table_beside_it(cast: Cast) -> None:
    life(cast)
    table = tables.reasons(asked(cast.supervisor, "", "", "", TODAY))
    drawn = charts.bars(table)
    known = [row for row in table.rows if row.cells[0].value]
    assert drawn.count("<rect") == 2 * len(known) and all(row.name in drawn for row in known)
    assert 'width="100.00%"' in drawn and "style=" not in drawn and "<script" not in drawn
    naughty = tables.Table("x", "<b>&", "", ["<i>"], [tables.Row("<svg onload=1>" * 9, [tables.Cell("7", 7)])])
    assert "<svg onload" not in charts.bars(naughty) and "&lt;b&gt;" in charts.bars(naughty)
    assert charts.bars(tables.Table("x", "", "", [""], [])) == ""


@time_machine.travel(NOW, tick=False)
def test_the_nation_drills_down_to_a_county(cast: Cast) -> None:
    life(cast)
    ministry = create_organisation(None, name="部里", kind="authority", division="000000")
    officer = create_account(None, username="nation", name="部员", role="supervisor", organisation=ministry)
    counts = []
    for division, below in (("000000", "河北省"), ("130000", "唐山市"), ("130200", "路北区")):
        table = tables.divisions(asked(officer, division, "", "", TODAY))
        row = next(row for row in table.rows if row.name == below)
        counts.append([cell.text for cell in row.cells])
        assert browser(officer).get("/statistics" + row.href).status_code == 200
    assert counts[0] == counts[1] == counts[2] and counts[0][1] == "6"
    page = browser(officer).get("/statistics").content.decode()
    assert "全国" in page
