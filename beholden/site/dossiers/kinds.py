"""The kinds of entry as one table: article, fields, whether a file is needed, when it runs out, what it proves (M10).

``rule`` and ``word`` name the rule of `law/rules` that says whether the entry is owed at a place; a kind without one is
advised, never demanded. ``lead`` is how many days before its end we remind: ours to choose, no term of the law.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class KindName(TextChoices):
    """What an entry is."""

    SECRET_CONSENT = "secret_consent", _("涉密单位同意")
    PLAN = "plan", _("建设方案和审批")
    DESIGN = "design", _("设计档案")
    CONSTRUCTION = "construction", _("施工档案")
    TESTING = "testing", _("检验档案")
    ACCEPTANCE = "acceptance", _("验收档案")
    WORKS = "works", _("施工改动和恢复")
    PRODUCT = "product", _("产品检验认证文件")
    VULNERABILITY = "vulnerability", _("漏洞通报和处置")
    OPERATION = "operation", _("委托运营协议")
    CONTRACT = "contract", _("设计施工维护委托合同")
    CONFIDENTIALITY = "confidentiality", _("安全保密协议")
    SUPERVISION = "supervision", _("对受托方的监督记录")
    TRANSMISSION = "transmission", _("网络传输服务合同")
    VETTING = "vetting", _("入职审查")
    CONFIDENTIALITY_TRAINING = "confidentiality_training", _("保密教育")
    POST_TRAINING = "post_training", _("岗位培训")
    ROSTER = "roster", _("值班表")
    EMERGENCY_PLAN = "emergency_plan", _("应急预案")
    DRILL = "drill", _("应急演练")
    MAINTENANCE_PLAN = "maintenance_plan", _("维护计划")
    MAINTENANCE = "maintenance", _("维护记录")


class Service(TextChoices):
    """What a contractor was engaged for (R19)."""

    DESIGN = "design", _("设计")
    CONSTRUCTION = "construction", _("施工")
    TESTING = "testing", _("检验")
    ACCEPTANCE = "acceptance", _("验收")
    MAINTENANCE = "maintenance", _("维护")
    OTHER = "other", _("其他")


GROUPS: Final[dict[str, Promise]] = {
    "build": _("建设"),
    "contract": _("合同"),
    "people": _("人员"),
    "duty": _("值班和应急"),
    "upkeep": _("运行维护"),
}
WHEN_ENTRUSTED, WHEN_CONTRACTED, IF_ANY = "entrusted", "contracted", "if_any"


@dataclass(frozen=True, slots=True)
class Kind:
    """One row. ``starts`` is the field its validity begins with; ``each``: every party needs its own in force.

    ``when``: "" always, or only once somebody is entrusted; ``person``: it is of one person in a key post.
    """

    name: str
    group: str
    cite: str
    fields: tuple[str, ...]
    needs: tuple[str, ...]
    items: tuple[int, ...] = ()
    rule: str = ""
    word: str = ""
    when: str = ""
    starts: str = "from_on"
    lead: int = 30
    file: bool = True
    each: bool = False
    guards: bool = False
    secret: bool = False
    person: bool = False
    begins: str = "kept"
    labels: Mapping[str, Promise] = field(default_factory=dict)

    @property
    def title(self) -> Promise:
        """Its name in the reader's language."""
        return KindName(self.name).label


_ARCHIVE: Final = ("title", "party", "number", "signed_on", "note")
_PERSON: Final = ("happened_on", "until_on", "party", "topic", "note")
_TRAINING: Final = {"happened_on": _("教育或者培训日期"), "until_on": _("下次日期"), "party": _("组织者")}
_UNTIL_NEXT: Final = {"until_on": _("下次日期")}


def _archive(name: str) -> Kind:
    return Kind(
        name, "build", "R11", _ARCHIVE, ("title", "signed_on"), (8,), "archives.kept", name, starts="signed_on"
    )  # fmt: skip


def _staff(name: str, **more: Promise) -> Kind:
    return Kind(
        name, "people", "R16(2)(1)", _PERSON, ("happened_on",), (6,), "staff.rules", name,
        starts="happened_on", person=True, labels={**_TRAINING, **more},
    )  # fmt: skip


KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "secret_consent", "build", "R10", ("party", "number", "signed_on", "happened_on", "cameras", "note"),
            ("party", "signed_on", "happened_on"), (3,), "secret.consent", starts="signed_on", secret=True,
            labels={"party": _("作出同意的涉密单位"), "number": _("同意文件的文号"), "signed_on": _("同意的日期"),
                    "happened_on": _("设备安装日期")},
        ),
        Kind("plan", "build", "R11", _ARCHIVE, ("title", "signed_on"), (8,), starts="signed_on",
             labels={"party": _("批准单位"), "number": _("批准文号"), "signed_on": _("批准日期")}),
        *(_archive(name) for name in ("design", "construction", "testing", "acceptance")),
        Kind(
            "works", "build", "R23(2)", ("title", "party", "reason", "cameras", "from_on", "until_on", "note"),
            ("title", "party", "from_on", "until_on"), (5,), file=False, begins="applied",
            labels={"party": _("施工方"), "from_on": _("计划开始日期"), "until_on": _("计划恢复日期")},
        ),
        Kind("product", "build", "R12",
             ("title", "party", "models", "number", "from_on", "until_on", "cameras", "note"),
             ("title", "from_on"), (10,), "duty.product_standards", each=True, lead=60,
             labels={"party": _("产品、服务提供者"), "number": _("证书或者报告编号"), "from_on": _("发证日期")}),
        Kind(
            "vulnerability", "upkeep", "R12", ("title", "party", "number", "happened_on", "models", "cameras", "note"),
            ("title", "happened_on"), (11,), file=False, begins="received", starts="happened_on",
            labels={"party": _("产品、服务提供者"), "number": _("漏洞编号"), "happened_on": _("收到通报的日期")},
        ),
        Kind(
            "operation", "contract", "R15(2)",
            ("title", "party", "party_uscc", "number", "signed_on", "from_on", "until_on", "terms", "confidential",
             "note"),
            ("title", "party", "signed_on", "from_on", "until_on"), (11,), "entrust.agreement", when=IF_ANY, each=True,
            lead=60, labels={"party": _("受托运营单位")},
        ),
        Kind(
            "contract", "contract", "R19",
            ("title", "party", "party_uscc", "service", "number", "signed_on", "from_on", "until_on", "confidential",
             "note"),
            ("title", "party", "service", "signed_on", "from_on", "until_on"), (11,), when=IF_ANY, each=True, lead=60,
            labels={"party": _("受托单位")},
        ),
        Kind("confidentiality", "contract", "R19",
             ("title", "party", "party_uscc", "number", "signed_on", "from_on", "until_on", "note"),
             ("title", "party", "signed_on", "from_on"), (11,), "entrust.agreement", when=WHEN_CONTRACTED, each=True,
             lead=60, labels={"party": _("受托单位")}),
        Kind("supervision", "contract", "R15(2)", ("title", "party", "happened_on", "until_on", "result", "note"),
             ("party", "happened_on", "result"), (11,), "entrust.agreement", when=WHEN_ENTRUSTED, each=True,
             starts="happened_on", file=False,
             labels={"party": _("受托单位"), "happened_on": _("监督日期"), "result": _("监督情况"), **_UNTIL_NEXT}),
        Kind("transmission", "contract", "R18",
             ("title", "party", "number", "signed_on", "from_on", "until_on", "note"),
             ("title", "party", "from_on"), (11,), when=IF_ANY, each=True, lead=60,
             labels={"party": _("电信业务经营者")}),
        _staff("vetting", happened_on=_("审查日期"), party=_("审查部门"), until_on=_("复审日期")),
        _staff("confidentiality_training"),
        _staff("post_training"),
        Kind("roster", "duty", "R15(1)", ("title", "from_on", "until_on", "note"), ("from_on", "until_on"), (6,),
             lead=3, file=False, guards=True),
        Kind("emergency_plan", "duty", "R15(1)", ("title", "party", "signed_on", "from_on", "until_on", "note"),
             ("title", "from_on"), (11,), guards=True, labels={"party": _("批准人"), "until_on": _("修订日期")}),
        Kind("drill", "duty", "R15(1)", ("title", "happened_on", "until_on", "place", "result", "note"),
             ("title", "happened_on", "result"), (11,), starts="happened_on", file=False, guards=True,
             labels={"happened_on": _("演练日期"), "until_on": _("下次演练日期"), "result": _("演练经过")}),
        Kind("maintenance_plan", "upkeep", "R15(1)",
             ("title", "party", "from_on", "until_on", "interval_days", "cameras", "note"),
             ("title", "from_on", "interval_days"), (12,), "maintenance", guards=True,
             labels={"party": _("维护单位")}),
        Kind("maintenance", "upkeep", "R15(1)", ("title", "party", "happened_on", "cameras", "result", "note"),
             ("happened_on", "result"), (12,), "maintenance", starts="happened_on", lead=7, file=False,
             labels={"party": _("维护单位或者人员"), "happened_on": _("维护日期"), "result": _("维护内容和结果")}),
    )
}  # fmt: skip
AGREEMENTS: Final = ("operation", "contract")
WITH_SHORTCOMINGS: Final = ("supervision", "drill", "maintenance")
FOR_GUARDS: Final = tuple(name for name, kind in KINDS.items() if kind.guards)
SECRET: Final = tuple(name for name, kind in KINDS.items() if kind.secret)
PERSONAL: Final = tuple(name for name, kind in KINDS.items() if kind.person)
