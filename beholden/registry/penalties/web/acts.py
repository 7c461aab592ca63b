"""Every act on a case as one page: the flow says who and when, the form what is asked, the service does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import View, only, posted
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import flow, permissions, queries, services
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.services import Person
from beholden.registry.penalties.web import execution, forms, hearing, showing


@dataclass(frozen=True, slots=True)
class Act:
    """One act: the last part of its address, its form, the service, the sentence when it is done."""

    path: str
    form: type[forms.ActForm]
    service: Callable[..., Any]
    done: Promise


def _add_party(by: Account, case: Case, *, seen: int | None = None, **typed: Any) -> object:
    return services.add_responsible(by, case, Person(**typed), seen=seen)


ACTS: Final[dict[str, Act]] = {
    "state_facts": Act("facts", forms.FactsForm, services.state_facts, _("事实已记录。")),
    "add_party": Act("parties", forms.ResponsibleForm, _add_party, _("已增加责任人员，证件信息已加密保存。")),
    "fix_evidence": Act("evidence", forms.EvidenceForm, services.fix_evidence, _("固定的证据已登记。")),
    "propose": Act("propose", forms.ProposeForm, services.propose, _("已拟定处罚。")),
    "give_notice": Act("notice", hearing.NoticeForm, services.give_notice, _("已告知，告知书已出具。")),
    "defend": Act("defend", hearing.DefenceForm, services.defend, _("陈述、申辩已记录，笔录已出具。")),
    "answer_defence": Act("answer", hearing.AnswerForm, services.answer_defence, _("复核意见已记录。")),
    "ask_hearing": Act("hearing/ask", hearing.AskHearingForm, services.ask_hearing, _("已要求听证。")),
    "give_up": Act("give-up", hearing.GiveUpForm, services.give_up, _("已记录放弃。")),
    "withdraw_hearing": Act("hearing/withdraw", forms.WhyForm, services.withdraw_hearing, _("已撤回听证要求。")),
    "call_hearing": Act("hearing/call", hearing.CallForm, services.call_hearing, _("听证通知书已出具。")),
    "hold_hearing": Act("hearing/record", hearing.HoldForm, services.hold_hearing, _("听证笔录已出具。")),
    "submit": Act("submit", forms.SubmitForm, services.submit, _("已提请负责人决定。")),
    "propose_none": Act("none", forms.NoneForm, services.propose_none, _("已提请负责人决定不予处罚。")),
    "send_back": Act("return", forms.WhyForm, services.send_back, _("已退回。")),
    "approve": Act("approve", forms.ConfirmForm, services.approve, _("已作出决定，决定书已出具。")),
    "decide_on_spot": Act("on-spot", forms.SpotForm, services.decide_on_spot, _("已当场决定，决定书已出具。")),
    "transfer": Act("transfer", forms.TransferForm, services.transfer, _("已移送。")),
    "serve": Act("serve", execution.ServeForm, services.serve, _("送达已登记，回证已出具。")),
    "pay": Act("pay", execution.PayForm, services.pay, _("缴纳已登记。")),
    "carry_out": Act("measures", execution.MeasureForm, services.carry_out, _("措施执行已登记。")),
    "notify": Act("departments", execution.DepartmentForm, services.notify, _("通报已登记。")),
    "record_review": Act("review", execution.ReviewForm, services.record_review, _("复议、诉讼已登记。")),
    "end_review": Act("review/end", execution.ReviewEndForm, services.end_review, _("结果已登记。")),
    "close": Act("close", execution.CloseForm, services.close, _("已办结。")),
}

SHOWS_LAW: Final = frozenset({"state_facts", "propose", "submit", "approve", "propose_none", "decide_on_spot"})


def door(action: str) -> Callable[[Account], bool]:
    """Which offices an act is for at all."""
    who = {step.who for step in flow.STEPS if step.action == action}
    if who & {flow.UNIT, flow.EITHER}:
        return permissions.may_speak
    return permissions.may_handle if flow.OFFICER in who else permissions.may_decide


def page(action: str) -> View:
    """The view of one act."""
    act = ACTS[action]

    def view(request: HttpRequest, code: str) -> HttpResponse:
        case = showing.visible(request, code)
        account = showing.account_of(request)
        verdict = flow.verdict(case, action, account)
        if not verdict.allowed:
            return showing.refused_back(request, case, verdict.why, verdict.step.cite if verdict.step else "")
        form = _form(act, case, account, posted(request))
        if form.nothing():
            return showing.refused_back(request, case, form.nothing(), "")
        cite = verdict.step.cite if verdict.step else ""
        if request.method == "POST" and form.is_valid():
            try:
                act.service(account, case, seen=form.cleaned_data["revision"], **form.told())
            except Refused as refused:
                showing.blame(form, refused)
                cite = refused.cite or cite
            else:
                return showing.done(request, case, act.done)
        context = {
            "case": case,
            "title": showing.violation_name(case),
            "form": form,
            "verdict": verdict,
            "cite": cite,
            "law": showing.law_frame(case) if action in SHOWS_LAW and permissions.handles(account, case) else None,
            "parties": showing.shown_parties(account, case),
        }
        return render(request, "penalties/act.html", context, status=422 if form.errors else 200)

    return never_cache(only(door(action))(require_http_methods(["GET", "POST"])(view)))


def _form(act: Act, case: Case, account: Account, data: Any) -> forms.ActForm:
    form = act.form(case, queries.parties_for(account, case), data)
    if isinstance(form, execution.MeasureForm):
        form.offer(showing.measure_names(list(case.measures)))
    elif type(form) is forms.ProposeForm:
        law = showing.law_frame(case)
        form.measured(law.get("measures", []))
    return form
