"""Plans and random draws (M11, M17). Each step of a draw stands in the evidence log before the next can be done."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from beholden.engines import sampling, sealing
from beholden.engines.sampling import BadDraw
from beholden.engines.sampling.drawing import SEED_BYTES, public
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import queries as filings
from beholden.registry.filings.answers import Refused, text
from beholden.registry.filings.models import Filing
from beholden.registry.inspections import permissions
from beholden.registry.inspections.models import (
    DrawState,
    Inspection,
    InspectionPlan,
    Kind,
    Method,
    PlanState,
    Reason,
    SampleDraw,
)
from beholden.registry.inspections.services.planning import plan_visit
from beholden.registry.inspections.services.writing import now_or, reasoned

MOST: Final = 100_000  # filings in one population


@transaction.atomic
def draw_up(
    by: Account, *, title: str, kind: str, starts: date, ends: date, note: str, now: datetime | None = None
) -> InspectionPlan:
    """A plan for a period, to be approved by another. Raises Refused."""
    if kind not in Kind.values:
        raise Refused("no_choice", _("请选择%(label)s") % {"label": _("检查方式")}, field="kind")
    if not permissions.may_plan(by, kind):
        raise Refused("not_yours", _("您的岗位不安排这种检查。"), cite="M11(2)")
    name = text(title, _("名称"), 100, field="title")
    if not name:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("名称")}, field="title")
    if ends < starts:
        raise Refused("not_a_day", _("结束日期不能早于开始日期"), field="ends")
    return InspectionPlan.objects.create(
        authority=by.organisation,
        title=name,
        kind=kind,
        starts=starts,
        ends=ends,
        note=reasoned(note, "note", longest=1000),
        created_by=by,
        created_at=now_or(now),
    )


@transaction.atomic
def approve(by: Account, plan: InspectionPlan, *, now: datetime | None = None) -> InspectionPlan:
    """The one in charge approves it; not who drew it up. Raises Refused."""
    kept = InspectionPlan.objects.select_for_update().get(pk=plan.pk)
    if not permissions.approves(by, kept):
        raise Refused("not_yours", _("检查计划由本机关负责人批准，起草人不能批准自己的计划。"))
    if kept.state != PlanState.DRAFTED:
        raise Refused("not_now", _("这个计划已经批准过了。"))
    at = now_or(now)
    kept.state, kept.approved_by, kept.approved_at = PlanState.APPROVED, by, at
    kept.log_index = _log("plan.approve", kept.code, by, at, title=kept.title)["index"]
    kept.save()
    return kept


def _log(action: str, number: str, by: Account, at: datetime, **more: Any) -> dict[str, Any]:
    body = {"number": number, "action": f"inspection.{action}", "username": by.username, "name": by.name, **more}
    try:
        receipt = evidence.append("decide", body, at=at)
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error
    return {"what": action, "index": receipt.index, "leaf": receipt.leaf_hash, "at": at.isoformat()}


@transaction.atomic
def commit(
    by: Account,
    plan: InspectionPlan,
    *,
    size: int,
    now: datetime | None = None,
    randomness: Callable[[int], bytes] = secrets.token_bytes,
) -> SampleDraw:
    """Make the seed, seal it, and put its hash on record: before the population is fixed. Raises Refused.

    One draw a plan: a second would let somebody choose between two. Nobody sees the seed before the draw.
    """
    kept = InspectionPlan.objects.select_for_update().get(pk=plan.pk)
    if not permissions.may_plan(by, kept.kind) or by.organisation_id != kept.authority_id:
        raise Refused("not_yours", _("只有制定计划的机关可以抽取。"))
    if kept.state != PlanState.APPROVED:
        raise Refused("not_now", _("计划批准之后才能抽取。"))
    if not 0 < size <= MOST:
        raise Refused("no_number", _("抽取数量应为整数，至少 1"), field="size")
    at = now_or(now)
    seed = randomness(SEED_BYTES)
    made = SampleDraw(
        plan=kept, size=size, commitment=sampling.commitment(seed), committed_by=by, committed_at=at, seed_sealed=""
    )
    made.seed_sealed = sealing.seal(seed, sealing.installation_key(settings.DATA), _context(made))
    made.log = [_log("draw.commit", made.code, by, at, commitment=made.commitment, size=size)]
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        says = _("这个计划已经抽取过或者正在抽取，不能再抽一次来挑选结果。")
        raise Refused("drawn_already", says) from error
    return made


def _context(draw: SampleDraw) -> str:
    return f"inspection draw {draw.code} seed"


def _locked(draw: SampleDraw, by: Account) -> SampleDraw:
    kept = SampleDraw.objects.select_for_update().select_related("plan").get(pk=draw.pk)
    if not permissions.may_plan(by, kept.plan.kind) or by.organisation_id != kept.plan.authority_id:
        raise Refused("not_yours", _("只有制定计划的机关可以抽取。"))
    return kept


@transaction.atomic
def fix_population(
    by: Account,
    draw: SampleDraw,
    *,
    categories: Iterable[str] = (),
    source: str,
    expected_at: datetime,
    now: datetime | None = None,
) -> SampleDraw:
    """Fix who can be drawn, the filings in force of these categories in the authority's area, and name the source of
    the public value, which must still lie in the future. Raises Refused."""
    kept = _locked(draw, by)
    if kept.state != DrawState.COMMITTED:
        raise Refused("not_now", _("名单只能在种子封存之后、抽取之前固定一次。"))
    at = now_or(now)
    chosen = sorted(set(categories))
    if any(one not in PlaceCategory.values for one in chosen):
        raise Refused("no_choice", _("请选择%(label)s") % {"label": _("公共场所类别")}, field="categories")
    kept.source = text(source, _("公开值的来源"), 200, field="source")
    if len(kept.source) < 4:
        raise Refused("empty", _("请写明公开值来自哪里，例如某一期彩票的开奖号码"), field="source")
    if expected_at <= at:
        says = _("公开值必须在名单固定之后才公布：已经公布的值，可能被用来挑选结果。")
        raise Refused("known_already", says, field="expected_at")
    found = filings.visible_to(by).filter(in_force=True)
    if chosen:
        found = found.filter(place_category__in=chosen)
    codes = sorted(found.order_by().values_list("code", flat=True)[: MOST + 1])
    if len(codes) > MOST:
        raise Refused("too_many", _("名单超过 %(most)d 个，请缩小范围") % {"most": MOST}, field="categories")
    if len(codes) < kept.size:
        words = {"there": len(codes), "size": kept.size}
        raise Refused("too_few", _("名单里只有 %(there)d 个，不够抽取 %(size)d 个") % words, field="categories")
    kept.criteria = {"categories": chosen, "division": by.organisation.division if by.organisation else ""}
    kept.population, kept.population_sha256 = codes, sampling.population_sha256(codes)
    kept.expected_at, kept.fixed_by, kept.fixed_at, kept.state = expected_at, by, at, DrawState.FIXED
    told = {"population": kept.population_sha256, "count": len(codes), "source": kept.source}
    kept.log = [*kept.log, _log("draw.fix", kept.code, by, at, **told, expected_at=expected_at.isoformat())]
    kept.save()
    return kept


@transaction.atomic
def draw_sample(by: Account, draw: SampleDraw, *, value: str, now: datetime | None = None) -> SampleDraw:
    """Enter the published value and draw, once: the seed is opened and the sample stands. Raises Refused."""
    kept = _locked(draw, by)
    if kept.state == DrawState.DRAWN:
        raise Refused("drawn_already", _("已经抽取过，结果不能更改，也不能再抽一次来挑选。"))
    if kept.state != DrawState.FIXED or kept.expected_at is None:
        raise Refused("not_now", _("先固定名单并写明公开值的来源，再抽取。"))
    at = now_or(now)
    if at < kept.expected_at:
        raise Refused("too_early", _("公开值还没有到公布的时间。"), field="value")
    try:
        kept.public_value = public(value)
        seed = sealing.unseal(kept.seed_sealed, sealing.installation_key(settings.DATA), _context(kept))
        kept.sample = sampling.sample(seed, kept.public_value, kept.population, kept.size)
    except BadDraw as error:
        raise Refused("no_value", _("请填写公布的值（1 至 200 个字）"), field="value") from error
    except sealing.SealBroken as error:
        raise Refused("seed_lost", _("封存的种子打不开（密钥不是当时的），请写明情况放弃这次抽取。")) from error
    kept.seed, kept.drawn_by, kept.drawn_at, kept.state = seed.hex(), by, at, DrawState.DRAWN
    kept.log = [*kept.log, _log("draw.draw", kept.code, by, at, value=kept.public_value, sample=kept.sample)]
    kept.save()
    return kept


@transaction.atomic
def abandon(by: Account, draw: SampleDraw, *, why: str, now: datetime | None = None) -> SampleDraw:
    """Give a draw up before its value could be known, with the reason, which stays. Raises Refused."""
    kept = _locked(draw, by)
    at = now_or(now)
    if kept.state not in (DrawState.COMMITTED, DrawState.FIXED):
        raise Refused("not_now", _("已经抽取的不能放弃。"))
    if kept.expected_at is not None and at >= kept.expected_at:
        raise Refused("too_late", _("公开值已经公布，这时放弃等于看过结果再挑选；请完成抽取。"))
    kept.abandoned_why = reasoned(why, "why")
    kept.state = DrawState.ABANDONED
    kept.log = [*kept.log, _log("draw.abandon", kept.code, by, at, why=kept.abandoned_why)]
    kept.save()
    return kept


def plan_drawn(
    by: Account,
    draw: SampleDraw,
    code: str,
    *,
    scheduled_on: date,
    officers: Iterable[Account] = (),
    override_reason: str = "",
    method_reason: str = "",
    now: datetime | None = None,
) -> Inspection:
    """Plan the visit of one that was drawn. Raises Refused (not_drawn), DuplicateVisit."""
    filing = Filing.objects.select_related("unit").filter(code=code).first()
    if draw.state != DrawState.DRAWN or filing is None or code not in draw.sample:
        raise Refused("not_drawn", _("这个系统不在抽中的名单里。"))
    if Inspection.objects.filter(reason=Reason.SAMPLE, reason_code=draw.code, filing=filing).exists():
        raise Refused("already", _("这个系统的抽查已经安排过了。"))
    return plan_visit(
        by,
        unit=filing.unit,
        filing=filing,
        unit_name=filing.unit_name,
        place=str(filing.answers.get("location") or filing.unit_name),
        division=filing.division,
        place_category=filing.place_category,
        kind=draw.plan.kind,
        method=Method.ON_SITE,
        reason=Reason.SAMPLE,
        reason_code=draw.code,
        scheduled_on=scheduled_on,
        officers=officers,
        override_reason=override_reason,
        method_reason=method_reason,
        plan=draw.plan,
        now=now,
    )


def exported(draw: SampleDraw) -> sampling.Draw:
    """The draw as a stranger gets it: codes only, no names. Raises Refused before it is drawn."""
    if draw.state != DrawState.DRAWN or not (draw.fixed_at and draw.expected_at and draw.drawn_at):
        raise Refused("not_now", _("抽取之后才能导出；之前种子还是封存的。"))
    return sampling.Draw(
        code=draw.code,
        title=draw.plan.title,
        size=draw.size,
        commitment=draw.commitment,
        committed_at=draw.committed_at,
        population=tuple(draw.population),
        population_sha256=draw.population_sha256,
        fixed_at=draw.fixed_at,
        source=draw.source,
        expected_at=draw.expected_at,
        public_value=draw.public_value,
        drawn_at=draw.drawn_at,
        seed=draw.seed,
        sample=tuple(draw.sample),
    )
