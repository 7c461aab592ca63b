"""The redactions room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RedactionsConfig(AppConfig):
    """Copies in which others are covered: made, reviewed, shown, handed out, taken away again (R21, R22)."""

    name = "beholden.site.redactions"
    label = "redactions"
    verbose_name = "遮挡处理"

    def ready(self) -> None:
        """The ledger's page says in words what was confirmed and handed out."""
        from beholden.ground.evidence import wording
        from beholden.site.redactions import flow
        from beholden.site.redactions.models import Aim

        names = {
            "redaction": _("遮挡件"),
            "request": _("申请"),
            "aim": _("用途"),
            "segments": _("原始录像文件的哈希"),
            "sha256": _("遮挡件的 SHA-256"),
            "tracks": _("检测到的对象"),
            "uncovered": _("不遮挡的对象"),
            "polygons": _("人工遮挡区域"),
            "blank": _("无法解码、画面空白的时间（秒）"),
            "altered": _("与录制时不一致、画面空白的时间（秒）"),
            "maker": _("制作人"),
            "says": _("说明"),
            "where": _("公开传播到哪里"),
        }
        wording.register("redaction", names, {"action": flow.LABELS, "aim": dict(Aim.choices)})
