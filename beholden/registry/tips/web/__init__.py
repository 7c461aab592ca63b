"""Pages of tips."""
