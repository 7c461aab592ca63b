"""What people type: checked for shape here, for rights and meaning in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.people import queries
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import GRANTABLE, Action, Kind, Role
from beholden.ground.people.web.moments import MomentField


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("用户名"), max_length=64, widget=forms.TextInput({"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=12,
        help_text=_("身份验证器应用显示的 6 位数字。"),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class NewPasswordForm(forms.Form):
    """A first password, typed twice."""

    password = forms.CharField(
        label=_("新密码"),
        max_length=128,
        strip=False,
        help_text=_("至少 10 个字符，不能全是数字，不要与用户名、姓名相近，不要用常见密码。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一次新密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的密码不一致。"))
        return data


class ChangePasswordForm(NewPasswordForm):
    """A new password, with the one it replaces."""

    current = forms.CharField(
        label=_("当前密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    field_order = ["current", "password", "again"]


class PasswordForm(forms.Form):
    """The current password once more, before something is taken off."""

    current = forms.CharField(
        label=_("当前密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class PasskeyForm(forms.Form):
    """What a new passkey is called; the password is asked for before the browser makes one."""

    name = forms.CharField(
        label=_("名称"),
        max_length=64,
        help_text=_("用来认出这个设备，例如“值班室电脑”“我的手机”。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    current = forms.CharField(
        label=_("当前密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class AccountForm(forms.Form):
    """A new account."""

    username = forms.CharField(label=_("用户名"), max_length=64, widget=forms.TextInput({"autocomplete": "off"}))
    name = forms.CharField(label=_("姓名"), max_length=64)
    role = forms.ChoiceField(label=_("角色"), choices=Role.choices, help_text=_("一个账号只有一个角色，以后不能更改。"))
    organisation = forms.ModelChoiceField(
        label=_("单位"), queryset=Organisation.objects.all(), required=False, to_field_name="code"
    )


class OrganisationForm(forms.Form):
    """A new organisation."""

    name = forms.CharField(label=_("单位名称"), max_length=200)
    kind = forms.ChoiceField(label=_("类型"), choices=Kind.choices)
    division = forms.CharField(label=_("行政区划"), max_length=12, help_text=_("6 至 12 位代码，例如 130203。"))
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)


class GrantForm(forms.Form):
    """A new grant: to whom, what, until when, what for."""

    account = forms.ModelChoiceField(label=_("被授权人"), queryset=Account.objects.none(), to_field_name="code")
    target = forms.ChoiceField(label=_("系统或摄像机"), choices=[])
    actions = forms.MultipleChoiceField(
        label=_("允许的操作"), choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )
    starts = MomentField(label=_("开始"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    ends = MomentField(label=_("结束"), widget=forms.DateTimeInput({"type": "datetime-local"}))
    purpose = forms.CharField(label=_("授权事由"), max_length=500, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, by: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = queries.visible_to(by).filter(is_active=True, role__in=GRANTABLE)
        self.fields["account"].queryset = holders  # type: ignore[attr-defined]
        self.fields["account"].label_from_instance = queries.label_of  # type: ignore[attr-defined]
        self.fields["target"].choices = [("", "---------"), *queries.targets()]  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    """Why a grant is revoked."""

    why = forms.CharField(label=_("撤销事由"), max_length=500)
