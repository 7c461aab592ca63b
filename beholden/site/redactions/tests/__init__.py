"""Tests of redactions."""
