"""Behaviour of the one door."""
