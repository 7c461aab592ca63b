"""Words an order is sorted by: its kind, where it stands, how it was served, what a re-inspection found (M14, M15)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The two orders of M14; their words are those of the fact `order.kind`."""

    IMMEDIATE = "immediate", _("责令改正")
    TIME_LIMITED = "time_limited", _("责令限期改正")


class State(models.TextChoices):
    """Where an order stands."""

    DRAFTED = "drafted", _("草拟")
    ISSUED = "issued", _("已作出，待送达")
    SERVED = "served", _("已送达，改正中")
    REPORTED = "reported", _("已报告改正")
    REINSPECTING = "reinspecting", _("已安排复查")
    CLOSED_CORRECTED = "closed_corrected", _("已改正，办结")
    CLOSED_PARTLY = "closed_partly", _("未全部改正，办结")
    CLOSED_REFUSED = "closed_refused", _("拒不改正，办结")
    REVOKED = "revoked", _("已撤销")
    DISCARDED = "discarded", _("草稿作废")


class Manner(models.TextChoices):
    """How an order is served; the words are those of `order.service.manners` in law/rules."""

    DIRECT = "direct", _("直接送达")
    LEFT = "left", _("留置送达")
    ENTRUSTED = "entrusted", _("委托送达")
    POSTAL = "postal", _("邮寄送达")
    ELECTRONIC = "electronic", _("电子送达（经受送达人同意）")
    PUBLIC_NOTICE = "public_notice", _("公告送达")


class Result(models.TextChoices):
    """What a re-inspection recorded, truthfully (M15)."""

    CORRECTED = "corrected", _("已改正")
    PARTLY = "partly", _("未全部改正，不属于拒不改正")
    REFUSED = "refused", _("拒不改正")
    NOT_YET = "not_yet", _("提前复查时尚未改正，期限继续")


class FileKind(models.TextChoices):
    """What a file of an order proves."""

    FIXED_EVIDENCE = "fixed_evidence", _("固定的证据")
    SERVICE_PROOF = "service_proof", _("送达证明")
    REPORT = "report", _("改正报告的材料")


RUNNING: Final = (State.SERVED, State.REPORTED)
OPEN: Final = (State.ISSUED, *RUNNING, State.REINSPECTING)
CLOSED: Final = (State.CLOSED_CORRECTED, State.CLOSED_PARTLY, State.CLOSED_REFUSED)
CLOSING: Final = {
    Result.CORRECTED: State.CLOSED_CORRECTED,
    Result.PARTLY: State.CLOSED_PARTLY,
    Result.REFUSED: State.CLOSED_REFUSED,
}
