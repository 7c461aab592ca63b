"""One file of footage: its name, its self-description, its writing and its repair (docs/know/recording.md)."""
