"""An app, because Django looks for commands in apps: a new database is made in one step (docs/decisions/0016)."""
