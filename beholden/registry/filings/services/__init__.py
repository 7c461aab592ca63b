"""The only writers of the filings room."""

from beholden.registry.filings.answers import Refused
from beholden.registry.filings.services.decisions import accept, allow_again, archive, ask_once
from beholden.registry.filings.services.drafts import (
    add_cameras,
    change_camera,
    remove_cameras,
    save_answers,
    set_agent,
    set_for_all_cameras,
    start,
    take_over_system,
    withdraw,
)
from beholden.registry.filings.services.following import start_cessation, start_change
from beholden.registry.filings.services.papers import attach, drop_attachment, reveal_agent
from beholden.registry.filings.services.remits import set_remit
from beholden.registry.filings.services.submission import submit
from beholden.registry.filings.services.window import key_in, receive, receive_again

__all__ = [
    "Refused",
    "accept",
    "add_cameras",
    "allow_again",
    "archive",
    "ask_once",
    "attach",
    "change_camera",
    "drop_attachment",
    "key_in",
    "receive",
    "receive_again",
    "remove_cameras",
    "reveal_agent",
    "save_answers",
    "set_agent",
    "set_for_all_cameras",
    "set_remit",
    "start",
    "start_cessation",
    "start_change",
    "submit",
    "take_over_system",
    "withdraw",
]
