"""Who may ask for an individual's viewing: the person, close relatives, those who guard or keep (R21, 民法典1045)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from beholden.site.requests import queries


def words() -> dict[str, str]:
    """Relation codes and what they are called, in the reader's language; relatives as the law lists them."""
    found = {"self": _("本人")}
    found |= {code: said for code, said, _cite in queries.listed("viewing.relatives")}
    found |= {"guardian": _("监护人"), "carer": _("负有看护责任的人"), "keeper": _("负有代管责任的人")}
    return found


def label(name: str, kind: str) -> str:
    """What a sealed particular is called on the form of this kind."""
    if name == "name":
        return _("经办人员姓名和证件号（两名以上）") if kind == "state_organ" else _("申请人姓名")
    return {"id_number": _("证件号码"), "telephone": _("联系电话"), "words": _("发生了什么")}[name]
