"""Each named as Django names it."""
