"""Numbers without holes, by year and division; each room has its own series."""

from __future__ import annotations

from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beholden.ground.acts.refusals import Refused

_TRIES: Final = 5


def next_number(series: type[models.Model], mark: str, division: str, year: int, busy: object = "") -> str:
    """The next number, such as 案〔2026〕130202-0001, held until the transaction ends: rolled back, it is free again.

    ``series`` has a row a year and division, with the ``last`` that was given. Raises Refused when it cannot be opened.
    """
    rows: Any = series._default_manager
    area = division[:6]
    for _try in range(_TRIES):
        found = rows.select_for_update().filter(year=year, division=area).first()
        if found is not None:
            rows.filter(pk=found.pk).update(last=F("last") + 1)
            return f"{mark}〔{year}〕{area}-{found.last + 1:04d}"
        try:
            with transaction.atomic():
                rows.create(year=year, division=area)
        except IntegrityError:
            continue  # somebody else opened the series at the same moment
    raise Refused("busy", str(busy) or _("现在办理的人太多，请稍后再试。"))
