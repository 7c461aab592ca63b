"""append() → Receipt → check(): what the register stands on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from beholden.engines.ledger import Log, NotCanonical, leaf_hash
from beholden.ground.evidence import logs, queries, services
from beholden.ground.evidence.models import Opening

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 3, 10, 2, 5, 120000, tzinfo=UTC)
BODY = {"number": 3127, "name": "王保安", "camera": "c-abc", "purpose": "duty"}


def on_disk(settings: Settings) -> list[bytes]:
    return [*Log(Path(settings.DATA) / "ledger" / "access")]


def test_the_entry_is_on_disk_when_append_returns_and_names_nobody(settings: Settings) -> None:
    receipt = services.append("acc", BODY, at=AT)
    (payload,) = on_disk(settings)
    assert receipt == services.Receipt("access", 0, leaf_hash(payload).hex(), AT)
    entry = json.loads(payload)
    assert set(entry) == {"kind", "time", "number", "commitment"}
    assert (entry["kind"], entry["number"], entry["time"]) == ("acc", 3127, "2026-09-03T10:02:05.120000Z")
    everything = b"".join(path.read_bytes() for path in (Path(settings.DATA) / "ledger").rglob("*") if path.is_file())
    assert "王保安".encode() not in everything
    assert "王保安" not in Opening.objects.get().sealed


def test_a_number_checks_out_with_proof_and_content() -> None:
    for number in range(1, 8):
        services.append("acc", {**BODY, "number": number}, at=AT)
    (check,) = queries.check("5")
    assert check.included
    assert check.opened
    assert check.body == {**BODY, "number": 5}
    assert check.entry.index == 4
    assert check.size == 7
    assert check.root == queries.head().root
    assert queries.check("99") == []


def test_a_changed_content_or_a_changed_leaf_no_longer_checks_out() -> None:
    services.append("acc", BODY, at=AT)
    services.append("acc", {**BODY, "number": 2}, at=AT)
    first, second = Opening.objects.order_by("index")
    Opening.objects.filter(pk=first.pk).update(sealed=second.sealed)
    (check,) = queries.check("3127")
    assert (check.included, check.opened, check.body) == (True, False, None)
    Opening.objects.filter(pk=second.pk).update(leaf_hash=first.leaf_hash)
    (check,) = queries.check("2")
    assert not check.included


def test_facts_about_footage_stand_in_clear() -> None:
    services.append("del", {"camera": "c-abc", "from": 1, "to": 2, "rule": "retention.delete"}, at=AT)
    (entry,) = queries.last(5)
    assert entry.value == {
        "kind": "del",
        "time": "2026-09-03T10:02:05.120000Z",
        "camera": "c-abc",
        "from": 1,
        "to": 2,
        "rule": "retention.delete",
    }
    assert not Opening.objects.exists()


def test_a_rolled_back_transaction_leaves_the_entry_and_nothing_that_opens_it() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        services.append("acc", BODY, at=AT)
        raise RuntimeError("power cut")
    assert [entry["number"] for _, entry in services.entries()] == [3127]
    assert queries.check("3127") == []


def test_a_log_that_cannot_be_written_is_said_and_nothing_is_kept(settings: Settings) -> None:
    services.append("acc", BODY, at=AT)
    folder = Path(settings.DATA) / "ledger" / "access"
    content = (folder / "entries").read_bytes()
    (folder / "entries").write_bytes(content[:-4])
    with pytest.raises(services.LogUnavailable, match="missing from the end"):
        services.append("acc", {**BODY, "number": 2}, at=AT)
    with pytest.raises(services.LogUnavailable):
        queries.head()
    assert Opening.objects.count() == 1
    (folder / "entries").write_bytes(content)
    assert services.append("acc", {**BODY, "number": 2}, at=AT).index == 1


def test_a_folder_that_is_a_file_is_unavailable_too(settings: Settings) -> None:
    (Path(settings.DATA) / "ledger").write_text("in the way")
    with pytest.raises(services.LogUnavailable):
        services.append("acc", BODY, at=AT)


def test_a_body_without_one_form_is_refused_before_anything_is_written(settings: Settings) -> None:
    with pytest.raises(NotCanonical):
        services.append("acc", {"number": 1, "rate": 0.5}, at=AT)
    assert queries.head().size == 0


def test_newest_entries_come_first_and_pages_do_not_overlap() -> None:
    for number in range(10):
        services.append("acc", {"number": number}, at=AT)
    first = queries.last(4)
    assert [entry.number for entry in first] == ["9", "8", "7", "6"]
    assert [entry.index for entry in queries.last(4, before=first[-1].index)] == [5, 4, 3, 2]
    assert queries.last(4, before=0) == []
    assert queries.entry(3).at == AT
    with pytest.raises(IndexError):
        queries.entry(10)


def test_what_another_process_wrote_is_seen(settings: Settings) -> None:
    services.append("acc", BODY, at=AT)
    other = Log(Path(settings.DATA) / "ledger" / "access")
    other.append([b'{"kind":"acc","number":2,"time":"2026-09-03T10:02:06.000000Z"}'])
    assert [index for index, _ in services.entries(start=1)] == [1]
    assert services.time_of(queries.entry(1).value) == datetime(2026, 9, 3, 10, 2, 6, tzinfo=UTC)
    assert queries.head().size == 2
    logs.forget()
    assert queries.head().size == 2
