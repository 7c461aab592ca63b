"""Under one key a call is done once, whatever becomes of its answer; after its term the key is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from beholden.ground.acts.refusals import Refused
from beholden.ground.calls.models import Call
from beholden.ground.calls.services import KEPT, clear, once, once_durable
from beholden.ground.people.tests.cast import Cast

Way = Callable[..., tuple[int, Any]]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


class Counter:
    """An act that counts how often it is done, and fails as often as it is told."""

    def __init__(self, fails: int = 0) -> None:
        self.done, self.fails = 0, fails

    def __call__(self) -> tuple[int, dict[str, int]]:
        self.done += 1
        if self.done <= self.fails:
            raise Refused("not_now", "不能办理")
        return 201, {"done": self.done}


@pytest.mark.django_db
@pytest.mark.parametrize("way", [once, once_durable], ids=["one transaction", "durable"])
def test_the_same_call_gets_its_first_answer_and_another_is_refused(
    cast: Cast, way: Callable[..., tuple[int, Any]]
) -> None:
    act = Counter(fails=1)
    with pytest.raises(Refused, match="不能办理"):
        way(cast.manager, "key-00000001", b"POST /x", act, now=NOW)
    assert not Call.objects.exists()  # a refusal keeps nothing
    first = way(cast.manager, "key-00000001", b"POST /x", act, now=NOW)
    assert first == way(cast.manager, "key-00000001", b"POST /x", act, now=NOW) == (201, {"done": 2})
    with pytest.raises(Refused) as other:
        way(cast.manager, "key-00000001", b"POST /y", act, now=NOW)
    assert (other.value.code, act.done) == ("key_reused", 2)
    assert way(cast.other_manager, "key-00000001", b"POST /y", act, now=NOW) == (201, {"done": 3})
    for key in ("short", "x" * 101, "键" * 8, "key\n0000001"):
        with pytest.raises(Refused) as bad:
            way(cast.manager, key, b"", act, now=NOW)
        assert bad.value.code == "key_needed"
    Call.objects.update(status=None, answer=None)  # killed before the answer was kept
    with pytest.raises(Refused) as cut:
        way(cast.manager, "key-00000001", b"POST /x", act, now=NOW)
    assert (cut.value.code, act.done) == ("conflict", 3)


@pytest.mark.django_db
def test_old_calls_are_forgotten_and_young_ones_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("beholden.ground.calls.services._BATCH", 2)
    act = Counter()
    for number in range(5):
        once(cast.manager, f"key-0000000{number}", b"", act, now=NOW - KEPT - timedelta(minutes=number + 1))
    once(cast.manager, "key-00000009", b"", act, now=NOW - KEPT + timedelta(minutes=1))
    assert clear(NOW) == 5
    assert Call.objects.get().key == "key-00000009"
    assert clear(NOW) == 0
