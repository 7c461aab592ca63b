"""Journeys to a masked copy."""
