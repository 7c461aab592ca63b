"""Redacted copies of footage: made, reviewed by a person, shown or handed out (R21, R22)."""
