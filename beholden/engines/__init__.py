"""Pure engines: no Django, no wing, usable from a script (HOUSE.md, rule 1)."""
