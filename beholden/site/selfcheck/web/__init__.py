"""Pages of selfcheck."""
