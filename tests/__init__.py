"""Tests that belong to no single room: stories, architecture, faults, peers."""
