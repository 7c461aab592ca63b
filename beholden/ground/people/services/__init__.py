"""The only writers of the people room."""

from beholden.ground.people.services.accounts import (
    change_password,
    create_account,
    create_organisation,
    disable_account,
    enable_account,
)
from beholden.ground.people.services.events import note
from beholden.ground.people.services.first_start import FirstLink, first_start
from beholden.ground.people.services.grants import grant, revoke
from beholden.ground.people.services.links import issue_setup_link, link_account, redeem_setup_link
from beholden.ground.people.services.passkeys import (
    Party,
    add_passkey,
    may_add_passkey,
    new_challenge,
    passkey_named_in,
    registration_wish,
    remove_passkey,
    use_passkey,
    use_wish,
)
from beholden.ground.people.services.second_factor import (
    check_second_factor,
    confirm_second_factor,
    remove_second_factor,
)
from beholden.ground.people.services.sign_ins import begin_sign_in, end_all, end_sign_in, move_sign_in, touch

__all__ = [
    "FirstLink",
    "Party",
    "add_passkey",
    "begin_sign_in",
    "change_password",
    "check_second_factor",
    "confirm_second_factor",
    "create_account",
    "create_organisation",
    "disable_account",
    "enable_account",
    "end_all",
    "end_sign_in",
    "first_start",
    "grant",
    "issue_setup_link",
    "link_account",
    "may_add_passkey",
    "move_sign_in",
    "new_challenge",
    "note",
    "passkey_named_in",
    "redeem_setup_link",
    "registration_wish",
    "remove_passkey",
    "remove_second_factor",
    "revoke",
    "touch",
    "use_passkey",
    "use_wish",
]
