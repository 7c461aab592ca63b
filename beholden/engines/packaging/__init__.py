"""A package of footage that proves itself without us: built, closed with proofs, checked (R15(1), R16, R20)."""
