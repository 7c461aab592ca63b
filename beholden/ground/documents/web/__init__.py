"""Pages of documents: only the public check; files are handed out by the room whose matter they are."""
