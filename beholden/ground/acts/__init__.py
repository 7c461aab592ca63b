"""How a person's act on a case is asked for, refused in words, held against a second tab, and logged, in every room."""
