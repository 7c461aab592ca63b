"""The one door: no footage byte leaves without an entry in the register, written first (R15, R16(2), R20)."""
