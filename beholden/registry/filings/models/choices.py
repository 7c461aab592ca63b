"""Words a filing is sorted by: where it stands, what it declares, how it came, who answers for it (R14, M4 to M9)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a filing stands; the words are those of `filing.states` in law/rules."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    CHANGE_SUBMITTED = "change_submitted", _("变更已提交")
    CORRECTION_REQUESTED = "correction_requested", _("已告知补正")
    RESUBMITTED = "resubmitted", _("已重新提交")
    PAPER_RECEIVED = "paper_received", _("窗口已接收")
    KEYED = "keyed", _("已录入")
    FILED = "filed", _("已备案")
    ARCHIVED = "archived", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤回")
    CEASED = "ceased", _("已停用")


WAITING = (State.SUBMITTED, State.CHANGE_SUBMITTED, State.RESUBMITTED)  # the authority's turn, online
EDITABLE = (State.DRAFT, State.CORRECTION_REQUESTED)  # the unit's turn
KEYABLE = (State.PAPER_RECEIVED, State.KEYED)  # the window's turn
DONE = (State.FILED, State.ARCHIVED, State.CEASED)


class Kind(models.TextChoices):
    """What is declared."""

    NEW = "new", _("新备案")
    CHANGE = "change", _("备案变更")
    CESSATION = "cessation", _("系统停用")


class Channel(models.TextChoices):
    """How it came in: the applicant chooses (M5(1))."""

    ONLINE = "online", _("线上")
    WINDOW = "window", _("窗口")


class Jurisdiction(models.TextChoices):
    """Which police answer for the place (M4(3))."""

    COUNTY = "county", _("县级公安机关")
    RAIL = "rail", _("铁路公安机关")
    AVIATION = "aviation", _("民航公安机关")
    IMMIGRATION = "immigration", _("移民管理机构")


class Sector(models.TextChoices):
    """Which department guides the choice of key positions (R7(2))."""

    NONE = "", _("没有或者不清楚")
    COMMERCE = "commerce", _("商务")
    EDUCATION = "education", _("教育")
    HEALTH = "health", _("卫生健康")
    CULTURE = "culture", _("文化和旅游、体育")
    TRANSPORT = "transport", _("交通运输")
    HOUSING = "housing", _("住房和城乡建设、城市管理")
    FINANCE = "finance", _("金融监管")
    CIVIL = "civil", _("民政")
    OTHER = "other", _("其他主管部门")
