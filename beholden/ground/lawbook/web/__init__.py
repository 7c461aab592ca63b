"""Pages under /law."""
