"""One rule, one day, one place, some facts: which provisions reach, which of them carries the answer, and why.

Order of norms: a higher text stands before a lower one; a lower one may only do what `may_vary` says the higher
leaves open. Between texts of one rank the special goes before the general; a tie is refused, naming both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from beholden.engines.rulebook.answers import Answer, Ground, SetAside
from beholden.engines.rulebook.conditions import hold, unknown
from beholden.engines.rulebook.errors import NoRuleInForce, TiedRules
from beholden.engines.rulebook.facts import Fact, Facts
from beholden.engines.rulebook.provisions import NATION, Provision
from beholden.engines.rulebook.rules import Rule

# Why a provision was set aside, the weightiest first: the order a reader wants.
WEIGHT = (
    "exempt", "absorbed", "varied", "general", "silent", "rank", "expired", "not yet", "unverified", "not law",
    "unknown", "condition",
)  # fmt: skip


class Weighing:
    """The provisions of one rule, sorted into those that reach and those set aside."""

    def __init__(self, rule: Rule, on: date, chain: Sequence[str], facts: Facts, known: dict[str, Fact]) -> None:
        self.rule, self.on, self.chain, self.known = rule, on, chain, known
        self.reach: list[Provision] = []
        self.aside: list[SetAside] = []
        self.assumed: dict[str, list[str]] = {}
        for provision in rule.provisions:
            if provision.at in chain:
                self._weigh(provision, facts)
        self._drop_unverified()
        for myth in rule.myths:
            if hold(myth.when, facts):
                passage = myth.passage
                self.aside.append(SetAside(passage.cite, passage.instrument.rank, myth.value, "not law", *myth.says))

    def _weigh(self, item: Provision, facts: Facts) -> None:
        if not item.in_force(self.on):
            self._past_or_future(item)
            return
        for exemption in item.unless:
            exempt = hold(exemption.tests, facts)
            if exempt:
                self.set_aside(item, "exempt", f"不适用（{exemption.cite}）", f"does not reach ({exemption.cite})")
                return
            if exempt is None:
                for name in unknown(exemption.tests, facts):
                    self._assume(name, exemption.cite)
        holds = hold(item.when, facts)
        if holds:
            self.reach.append(item)
        elif holds is None:
            names = "、".join(f"{self.known[name].says[0]}（{name}）" for name in unknown(item.when, facts))
            plain = ", ".join(unknown(item.when, facts))
            self.set_aside(item, "unknown", f"未说明{names}，未采用", f"not taken up: {plain} was not given")
        else:
            self.set_aside(item, "condition", "条件不符", "its conditions do not hold")

    def _drop_unverified(self) -> None:
        """What nobody has read in the original carries no answer while a verified text does."""
        if any(item.reading != "unverified" for item in self.reach):
            for item in [item for item in self.reach if item.reading == "unverified"]:
                self.reach.remove(item)
                self.set_aside(
                    item, "unverified", "出处未经查核，未采用", "its source is unverified, so it is not taken up"
                )

    def _past_or_future(self, item: Provision) -> None:
        starts = max(item.from_, item.instrument.from_ or item.from_)
        if self.on < starts:
            self.set_aside(item, "not yet", f"{starts} 起才施行", f"in force only from {starts}")
        else:
            ends = min(day for day in (item.until, item.instrument.until) if day)
            self.set_aside(item, "expired", f"{ends} 后不再有效", f"no longer in force after {ends}")

    def _assume(self, name: str, cite: str) -> None:
        cites = self.assumed.setdefault(name, [])
        if cite not in cites:
            cites.append(cite)

    def assumptions(self) -> tuple[tuple[str, str], ...]:
        """What was taken for granted because a fact is missing, in two languages."""
        return tuple(
            (
                f"未说明{self.known[name].says[0]}（{name}），按不属于 {'、'.join(cites)} 的情形处理",
                f"{name} was not given; taken as not falling under {', '.join(cites)}",
            )
            for name, cites in self.assumed.items()
        )

    def considered(self) -> tuple[SetAside, ...]:
        """What was set aside, the weightiest reasons first."""
        return tuple(sorted(self.aside, key=lambda item: WEIGHT.index(item.why)))

    def set_aside(self, item: Provision, why: str, zh: str, en: str) -> None:
        """Keep a provision with the reason it does not carry the answer."""
        self.aside.append(SetAside(item.cite, item.rank, item.value, why, zh, en))

    def none(self) -> NoRuleInForce:
        """The error for a rule of which nothing reaches."""
        return NoRuleInForce(self.rule.id, self.on, self.chain[0], self.considered())

    def depth(self, item: Provision) -> int:
        """How local a provision is: 0 for the nation."""
        return 0 if item.at == NATION else len(self.chain) - self.chain.index(item.at)


def resolve(rule: Rule, on: date, chain: Sequence[str], facts: Facts, known: dict[str, Fact], sha: str) -> Answer:
    """The answer, or NoRuleInForce, or TiedRules. ``chain`` runs from the place up to the nation."""
    weighing = Weighing(rule, on, chain, facts, known)
    _bar_low_ranks(weighing)
    if not weighing.reach:
        raise weighing.none()
    if rule.combine == "union":
        grounds = _union(weighing)
        value = tuple(dict.fromkeys(item for ground in grounds for item in ground.value))
    else:
        grounds = _single(weighing) if rule.combine == "single" else _extreme(weighing)
        value = grounds[0].value
    conflicts: tuple[tuple[str, str], ...] = ()
    if rule.conflict is not None and grounds[0].rank < rule.conflict[0]:
        conflicts = (rule.conflict[1:],)
    return Answer(
        rule=rule.id, title=rule.title, value=value, unit=rule.unit,
        because=tuple(_ground(item, on, chain) for item in grounds), considered=weighing.considered(),
        conflicts=conflicts, assumed=weighing.assumptions(), on=on, at=chain[0], rulebook=sha,
    )  # fmt: skip


def _bar_low_ranks(weighing: Weighing) -> None:
    least = weighing.rule.least_rank
    for item in [item for item in weighing.reach if item.rank < least]:
        weighing.reach.remove(item)
        weighing.set_aside(item, "rank", f"{item.rank.zh}不足以变更，须{least.zh}以上",
                           f"a {item.rank.en} cannot change this; it takes a {least.en}")  # fmt: skip


def _union(weighing: Weighing) -> list[Provision]:
    top = max(item.rank for item in weighing.reach)
    grounds = []
    for item in sorted(weighing.reach, key=lambda item: (-item.rank, weighing.depth(item))):
        if item.rank < top and not _open_to(weighing, item, "raise"):
            _refuse_rank(weighing, item)
        else:
            grounds.append(item)
    return grounds


def _open_to(weighing: Weighing, item: Provision, *moves: str) -> bool:
    vary = weighing.rule.vary
    return item.rank in vary.ranks and (vary.only == "any" or vary.only in moves)


def _refuse_rank(weighing: Weighing, item: Provision) -> None:
    weighing.set_aside(item, "rank", f"{item.rank.zh}不得如此变通上位规定",
                       f"a {item.rank.en} may not vary the higher text this way")  # fmt: skip


def _extreme(weighing: Weighing) -> list[Provision]:
    """Floors (greatest) and ceilings (least): all that reach bind at once, the strictest carries the answer."""
    sign = 1 if weighing.rule.combine == "greatest" else -1
    move = "raise" if sign == 1 else "lower"
    top = max(item.rank for item in weighing.reach)
    base = max(sign * item.value for item in weighing.reach if item.rank == top)
    allowed = []
    for item in weighing.reach:
        if item.rank < top and sign * item.value > base and not _open_to(weighing, item, move):
            _refuse_rank(weighing, item)
        else:
            allowed.append(item)
    best = max(sign * item.value for item in allowed)
    for item in allowed:
        if sign * item.value < best:
            word = (
                ("要求较低，已被吸收", "asks less and is absorbed")
                if sign == 1
                else ("上限较宽，已被吸收", "is wider and is absorbed")
            )
            weighing.set_aside(item, "absorbed", *word)
    winners = [item for item in allowed if sign * item.value == best]
    return sorted(winners, key=lambda item: (-item.rank, not item.special, weighing.depth(item)))


def _single(weighing: Weighing) -> list[Provision]:
    """One provision carries the answer: top rank first, then what it leaves open to lower and narrower ones."""
    levels = sorted({(-item.rank, weighing.depth(item)) for item in weighing.reach})
    current: list[Provision] = []
    for rank, depth in levels:
        here = [item for item in weighing.reach if (-item.rank, weighing.depth(item)) == (rank, depth)]
        chosen = _one_level(weighing, here)
        if not current:
            current = chosen
        elif _may_take_over(weighing, chosen[0], current[0]):
            for item in current:
                weighing.set_aside(
                    item, "varied", f"由 {chosen[0].cite} 依法变通", f"varied by {chosen[0].cite} as allowed"
                )
            current = chosen
        elif chosen[0].value == current[0].value:
            current = current + chosen
        elif chosen[0].value is None:
            for item in chosen:
                weighing.set_aside(item, "silent", "没有写数字，从上位规定", "gives no number; the higher text holds")
        else:
            for item in chosen:
                _refuse_rank(weighing, item)
    return current


def _one_level(weighing: Weighing, here: list[Provision]) -> list[Provision]:
    special = [item for item in here if item.special]
    if special:
        for item in here:
            if not item.special:
                weighing.set_aside(
                    item, "general", f"特别规定优先（{special[0].cite}）", f"the special goes first ({special[0].cite})"
                )
    rest = special or here
    for item in rest[1:]:
        if item.value != rest[0].value:
            raise TiedRules(weighing.rule.id, rest[0].cite, item.cite, (rest[0].spot, item.spot))
    return rest


def _may_take_over(weighing: Weighing, lower: Provision, higher: Provision) -> bool:
    if lower.value is None or lower.value == higher.value or lower.rank not in weighing.rule.vary.ranks:
        return False
    only = weighing.rule.vary.only
    if only == "any" or higher.value is None:
        return only != "none"
    if isinstance(lower.value, int) and isinstance(higher.value, int):
        return (only == "raise" and lower.value > higher.value) or (only == "lower" and lower.value < higher.value)
    return False


def _restated(item: Provision, on: date, chain: Sequence[str]) -> tuple[str, ...]:
    texts = [text for text in item.restated if text.instrument.in_force(on) and text.instrument.at in (*chain, NATION)]
    return tuple(text.cite for text in texts)


def _ground(item: Provision, on: date, chain: Sequence[str]) -> Ground:
    instrument = item.instrument
    return Ground(
        cite=item.cite, rank=item.rank, quote=item.quote, title=instrument.title[0], at=item.at, value=item.value,
        from_=item.from_, until=item.until or instrument.until, reading=item.reading,
        verbatim=item.passage.verbatim, restated=_restated(item, on, chain), note=item.note,
    )  # fmt: skip
