"""The recorder: many cameras in one loop, several worker processes under a supervisor (R15(1), R17).

It needs no web server and no database of the product; `beholden record` and `beholden up` both run it.
"""
