"""Commands of Django that do more here."""
