"""Footage leaves as a package that proves itself, registered first (R16(2)(3), R20)."""
