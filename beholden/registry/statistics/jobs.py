"""What this room does again and again: filings are counted by month and county, every hour."""

from __future__ import annotations

from beholden.registry.statistics import services

JOBS = [("filings", 3600.0, services.count_filings)]
