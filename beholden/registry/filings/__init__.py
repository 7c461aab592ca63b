"""Filings: what a managing unit declares to the county police, and what the police may answer (R14, M5 to M9)."""
