"""Pages of penalties."""
