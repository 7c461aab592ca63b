"""Pages of the penalties room."""
