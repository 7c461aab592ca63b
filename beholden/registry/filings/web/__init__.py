"""Pages of the filings room."""
