"""Pages of redactions."""
