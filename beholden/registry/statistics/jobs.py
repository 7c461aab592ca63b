"""What this room does again and again: what its pages show is counted by month and area, every hour."""

from __future__ import annotations

from beholden.registry.statistics import services

JOBS = [("count", 3600.0, services.count_all)]
