"""Pages, forms and media addresses of the door."""
