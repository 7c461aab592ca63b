"""What the people room answers when it says no."""

from __future__ import annotations


class Refused(Exception):
    """An act that its doer may not do, or that cannot be done. ``code`` is for machines, the text for the person."""

    def __init__(self, code: str, sentence: object) -> None:
        super().__init__(str(sentence))
        self.code = code
        self.sentence = sentence
