"""Pages of the systems room."""
