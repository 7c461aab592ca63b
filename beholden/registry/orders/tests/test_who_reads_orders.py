"""The unit reads its own once served, police those of their place, others nothing; lists in keyset pages (M14, R25)."""

from __future__ import annotations

import io
from datetime import date

from django.test import Client
from openpyxl import load_workbook

from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import queries, services
from beholden.registry.orders.models import Order
from beholden.registry.orders.tests.made import NOW, TODAY, at, drafted, fresh, handed, issued, proof, served


def readers(cast: Cast, order: Order) -> set[str]:
    return {part for part, account in cast.accounts() if queries.one(account, order.code)}


OFFICE = {"station_officer", "county_officer", "supervisor"}


def test_who_reads_grows_with_the_order(cast: Cast) -> None:
    order = drafted(cast, "time_limited")
    assert readers(cast, order) == OFFICE  # a draft is nobody else's
    services.issue(cast.station_officer, order, now=NOW)
    assert readers(cast, order) == OFFICE | {"city_officer"}
    services.serve(cast.station_officer, order, handed(), proof(), now=NOW)
    assert readers(cast, order) == OFFICE | {"city_officer", "manager"}
    services.revoke(cast.supervisor, order, why="经复核不属于公共场所", now=NOW)
    assert readers(cast, order) == OFFICE | {"city_officer", "manager"}


def test_a_unit_never_sees_what_was_not_served(cast: Cast, client: Client) -> None:
    order = issued(cast, "time_limited")
    client.force_login(cast.manager)
    assert client.get(f"/orders/{order.code}").status_code == 404
    assert order.code not in client.get("/orders?view=all").content.decode()
    document = queries.documents_of(order).get()
    assert client.get(f"/orders/{order.code}/documents/{document.code}").status_code == 404
    services.serve(cast.station_officer, order, handed(), proof(), now=NOW)
    paper = client.get(f"/orders/{order.code}/documents/{document.code}")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert "送达日期" in client.get(f"/orders/{order.code}").content.decode()


def test_the_tabs_say_what_is_to_do(cast: Cast) -> None:
    order = served(cast, "time_limited")
    later = date(2026, 12, 1)

    def tabs(today: date) -> set[str]:
        return {name for name, count in queries.tab_counts(cast.station_officer, today).items() if count}

    assert tabs(TODAY) == {"running", "all"}
    assert tabs(later) == {"due", "all"}
    assert tabs(date(2026, 12, 4)) == {"due", "overdue", "all"}
    services.plan_due(at(later))
    assert tabs(later) == {"due", "all"}
    services.revoke(cast.supervisor, order, why="经复核不属于公共场所", now=at(later))
    assert tabs(later) == {"closed", "all"}


def test_lists_go_on_behind_their_last_row_and_leave_as_a_table(cast: Cast, client: Client) -> None:
    one = served(cast, "time_limited")
    two = issued(cast, now=at(date(2026, 11, 27)))
    found = queries.visible_to(cast.station_officer)
    first = queries.page(found, size=1)
    second = queries.page(found, first.after, size=1)
    assert {*first.orders, *second.orders} == {one, two}
    assert (second.after, queries.page(found, "nonsense").orders[0]) == ("", first.orders[0])
    assert list(queries.search(found, "城南")) == list(found)
    assert list(queries.search(found, str(fresh(one).number))) == [one]
    client.force_login(cast.county_officer)
    answer = client.get("/orders/table.xlsx?view=all")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert len(rows) == 3
    assert {row[1] for row in rows[1:]} == {fresh(one).number, fresh(two).number}
