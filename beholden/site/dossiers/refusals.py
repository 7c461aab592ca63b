"""What this room answers when it says no."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from beholden.ground.acts import refusals
from beholden.ground.acts.refusals import Refused as Refused


class Conflict(refusals.Conflict):
    """Another tab was quicker. Nothing was written."""

    words = gettext_lazy("这份档案刚刚有了新的变化，这次操作没有执行。请看过最新内容后再办。")
