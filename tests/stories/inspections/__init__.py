"""Stories of inspections at a desk: one journey a file, in a browser, against a server with its own database."""
