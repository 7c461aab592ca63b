"""Pages of the recordings room."""
