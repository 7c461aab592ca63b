"""Recordings: which cameras the recorder records, where the footage lies, how long it stays (R15(1), R17)."""
