"""Unified social credit codes (GB 32100-2015): 18 characters, the last a check character modulo 31, by python-stdnum.

Its own `is_valid` wants digits in the first eight places and so refuses the codes of rural collectives (N2…): what
stands there, who registered it and where, is not judged here.
"""

from __future__ import annotations

from stdnum.cn import uscc


def check_character(first17: str) -> str:
    """The check character for the first 17 characters. Raises ValueError for a character outside the alphabet."""
    return str(uscc.calc_check_digit(first17))


def is_valid(code: str) -> bool:
    """Eighteen characters of the alphabet whose last one checks the others."""
    try:
        return len(code) == 18 and uscc.compact(code) == code and check_character(code[:17]) == code[17]
    except ValueError:
        return False
