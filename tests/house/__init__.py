"""The house keeps itself: who may lean on whom, how large a thing may grow, which words it uses (HOUSE.md)."""
