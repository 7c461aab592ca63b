"""One question, asked alike by buttons, services, the API and tests: may this person do this act now, and why not.

The rows are the room's; so are who somebody is to a case and how a refusal reads. Here is only the order of asking.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar, cast

Holder = Callable[[str], bool]  # whether the person who asks is this to the case: "unit", "officer", …


class Reason(StrEnum):
    """Why not: no such act on such a case, not this person, not in this state, something else is missing."""

    NO_STEP = "no_step"
    NOT_YOU = "not_you"
    NOT_NOW = "not_now"
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: an act, from which states, to which ("" keeps the state), by whom, under which article.

    ``label`` is a text or gives one by str(). A room adds its own columns by a subclass.
    """

    action: str
    label: object
    from_: tuple[str, ...]
    to: str
    who: str
    cite: str


S = TypeVar("S", bound=Step)
C = TypeVar("C")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Verdict(Generic[S]):
    """Whether somebody may do an act now; ``why`` is the sentence when not, ``step`` the row that fits, or one."""

    action: str
    allowed: bool
    why: str = ""
    step: S | None = None
    label: str = ""
    cite: str = ""
    reason: Reason | None = None


class Flow(ABC, Generic[S, C, A]):
    """A table of steps and how its room asks it: of cases C, for persons A (what a person is: an account, a set …).

    A sentence is a text or gives one by str(), when it is asked for: in the reader's language.
    """

    state_first = False  # whether "not now" is said before "not you"

    def __init__(self, steps: Sequence[S]) -> None:
        self.steps = tuple(steps)
        self.actions = tuple(dict.fromkeys(step.action for step in self.steps))

    @abstractmethod
    def holds(self, who: str, actor: A, case: C) -> bool:
        """Whether this person is ``who`` to the case."""

    @abstractmethod
    def no_step(self, case: C, action: str) -> object:
        """The sentence for an act that such a case does not know."""

    @abstractmethod
    def not_you(self, step: S, case: C, actor: A) -> tuple[object, str]:
        """The sentence and the article for somebody who is not who the step is for."""

    @abstractmethod
    def not_now(self, step: S, case: C) -> object:
        """The sentence for a state the step does not start from."""

    def lacks(self, step: S, case: C) -> tuple[object, str]:
        """What else stands in the way of a step that fits: sentence and article; nothing by default."""
        return "", ""

    def knows(self, step: S, case: C) -> bool:
        """Whether such a case has this row at all (its kind, its channel); by default every case has every row."""
        return True

    def fits(self, step: S, case: C) -> bool:
        """Whether the step starts from where the case is."""
        return self.state(case) in step.from_

    def shows(self, step: S, holds: Holder) -> bool:
        """Whether an act is offered, open or with its reason; by default to whom it is for."""
        return holds(step.who)

    def state(self, case: C) -> str:
        """Where the case is."""
        return str(cast(Any, case).state)

    def label(self, step: S) -> str:
        """What the act is called in a sentence and on a button."""
        return str(step.label)

    def rows(self, case: C, action: str) -> list[S]:
        """The rows of an act that such a case knows."""
        return [step for step in self.steps if step.action == action and self.knows(step, case)]

    def verdict(self, case: C, action: str, actor: A, rows: Sequence[S] | None = None) -> Verdict[S]:
        """May this person do the act as things stand, and why not. ``rows``: only these of its rows count."""
        known = self.rows(case, action) if rows is None else rows
        return self._judged(case, action, actor, known, self._holder(case, actor))

    def every(self, case: C, actor: A) -> list[Verdict[S]]:
        """The verdict on every act of the table; each role is asked for once."""
        holds = self._holder(case, actor)
        return [self._judged(case, action, actor, self.rows(case, action), holds) for action in self.actions]

    def offered(self, case: C, actor: A) -> list[Verdict[S]]:
        """Every act that is shown to this person on such a case, open or with the reason why not now."""
        holds = self._holder(case, actor)
        found = []
        for action in self.actions:
            rows = self.rows(case, action)
            if any(self.shows(step, holds) for step in rows):
                found.append(self._judged(case, action, actor, rows, holds))
        return found

    def _judged(self, case: C, action: str, actor: A, rows: Sequence[S], holds: Holder) -> Verdict[S]:
        if not rows:
            return Verdict(action, False, str(self.no_step(case, action)), label=action, reason=Reason.NO_STEP)
        fitting = next((step for step in rows if self.fits(step, case)), None)
        step = fitting or rows[0]
        reason, why, cite = self._refused(case, actor, step, fitting is not None, holds)
        return Verdict(action, reason is None, str(why), step, self.label(step), cite or step.cite, reason)

    def _refused(self, case: C, actor: A, step: S, fits: bool, holds: Holder) -> tuple[Reason | None, object, str]:
        if not fits and self.state_first:
            return Reason.NOT_NOW, self.not_now(step, case), ""
        if not holds(step.who):
            return Reason.NOT_YOU, *self.not_you(step, case, actor)
        if not fits:
            return Reason.NOT_NOW, self.not_now(step, case), ""
        why, cite = self.lacks(step, case)
        return (Reason.LACKING, why, cite) if str(why) else (None, "", "")

    def _holder(self, case: C, actor: A) -> Holder:
        asked: dict[str, bool] = {}

        def holds(who: str) -> bool:
            if who not in asked:
                asked[who] = self.holds(who, actor, case)
            return asked[who]

        return holds
