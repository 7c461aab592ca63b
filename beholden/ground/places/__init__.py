"""places: divisions (R14(1)), coordinates with their datum, and how exactly a person may know them."""
