"""State tables in the reader's language: the two sentences every room says, and the table of the docs in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from django.utils import translation
from django.utils.translation import gettext as _

from beholden.engines import flow
from beholden.engines.flow import Holder, Reason, Step, Verdict

S = TypeVar("S", bound=Step)
C = TypeVar("C")
A = TypeVar("A")


class Flow(flow.Flow[S, C, A], Generic[S, C, A]):
    """A room's table. ``states`` and ``whose`` are its words for states and for who may act."""

    unknown: object = ""  # the sentence for an act that such a case does not know

    def __init__(self, steps: Sequence[S], states: Iterable[tuple[str, object]], whose: Mapping[str, object]) -> None:
        super().__init__(steps)
        self.states = dict(states)
        self.whose = dict(whose)

    def no_step(self, case: C, action: str) -> object:
        """The room's own sentence."""
        return self.unknown

    def not_you(self, step: S, case: C, actor: A) -> tuple[object, str]:
        """Says who may."""
        return _("只有%(who)s可以办理。") % {"who": self.whose[step.who]}, ""

    def not_now(self, step: S, case: C) -> object:
        """Says where the case is, and what cannot be done there."""
        words = {"state": self.states[self.state(case)], "act": self.label(step)}
        return _("现在的状态是“%(state)s”，不能“%(act)s”。") % words

    def table(self, columns: Mapping[str, Callable[[S], object]] | None = None) -> str:
        """The table of the docs, in Chinese, with the room's own columns before the article."""
        every: dict[str, Callable[[S], object]] = {
            "办理": self.shown,
            "从": lambda step: "、".join(str(self.states[one]) for one in step.from_),
            "到": self.goal,
            **({"谁": lambda step: self.whose[step.who]} if self.whose else {}),
            **(columns or {}),
            "依据": lambda step: step.cite,
        }
        with translation.override("zh-hans"):
            return flow.printed(self.steps, every)

    def shown(self, step: S) -> str:
        """A row's name in the docs."""
        return str(step.label)

    def goal(self, step: S) -> str:
        """Where a row leads, in the docs."""
        return str(self.states[step.to]) if step.to else "不变"


def among(all_of: Mapping[str, object], chosen: Sequence[str]) -> str:
    """A cell: the words of some, or that it is all the same."""
    return "都可以" if set(chosen) >= set(all_of) else "、".join(str(all_of[one]) for one in chosen)


__all__ = ["Flow", "Holder", "Reason", "Step", "Verdict", "among"]
