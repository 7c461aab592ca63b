"""The video system of a unit: recordings and the one door to them (R15-R17)."""
