"""A call a script sends again is done once, in every room and on both sides; after its term it is forgotten."""
