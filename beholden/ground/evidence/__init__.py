"""This installation's logs: what happened stands in an append-only Merkle log (Regulation 799, Articles 15 and 16)."""
