"""Forms of the self-check: one item, one number."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.site.selfcheck.models import Result


class DeclarationForm(forms.Form):
    """What a person says of one item; whether it is enough the service decides."""

    result = forms.ChoiceField(
        label=_("结论"),
        widget=forms.RadioSelect,
        choices=((Result.CONFORM.value, Result.CONFORM.label), (Result.VIOLATION.value, Result.VIOLATION.label)),
    )
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("写明依据：在哪里、什么时候、怎么做的。不符合的，写明情况和打算。"),
    )
    file = forms.FileField(label=_("照片或者文件"), required=False, help_text=_("JPG、PNG 或者 PDF"))

    def __init__(self, *args: object, photo: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["file"].widget.attrs["accept"] = "image/jpeg,image/png,application/pdf"
        if photo:
            self.fields["file"].help_text = _("须能看清现场的照片：JPG、PNG 或者 PDF")


class FilingForm(forms.Form):
    """The number on the receipt, when the registry does not find the System by itself."""

    number = forms.CharField(
        label=_("备案编号"),
        required=False,
        max_length=40,
        help_text=_("备案回执上的编号。在本平台办理的备案不用填。"),
    )
