"""Addresses of the people room."""

from django.urls import path

from beholden.ground.people.web import account, grants, passkey_sign_in, passkeys, people, sign_in

urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.second_step, name="second_step"),
    path("sign-in/passkey", passkey_sign_in.use, name="use_passkey"),
    path("sign-in/passkey/wish", passkey_sign_in.wish, name="use_passkey_wish"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("set-up/<str:token>", sign_in.set_up, name="set_up"),
    path("account", account.overview, name="account"),
    path("account/password", account.password, name="account_password"),
    path("account/second-factor", account.second_factor, name="second_factor"),
    path("account/second-factor/picture.svg", account.second_factor_picture, name="second_factor_picture"),
    path("account/second-factor/off", account.second_factor_off, name="second_factor_off"),
    path("account/passkeys", passkeys.passkeys, name="passkeys"),
    path("account/passkeys/wish", passkeys.wish, name="passkey_wish"),
    path("account/passkeys/<str:code>/remove", passkeys.remove, name="remove_passkey"),
    path("account/sign-ins/<str:code>/end", account.end_sign_in, name="end_sign_in"),
    path("people", people.people, name="people"),
    path("people/new", people.new_account, name="new_account"),
    path("people/<str:code>/link", people.new_link, name="new_link"),
    path("people/<str:code>/disable", people.disable, name="disable_account"),
    path("people/<str:code>/enable", people.enable, name="enable_account"),
    path("organisations/new", people.new_organisation, name="new_organisation"),
    path("events", people.events, name="events"),
    path("grants", grants.grants, name="grants"),
    path("grants/new", grants.new_grant, name="new_grant"),
    path("grants/<str:code>/revoke", grants.revoke, name="revoke_grant"),
]
