"""What footage there is and what is missing, with the reason (M10(5), M10(7)), and for how long it is held (R17)."""

from __future__ import annotations

from beholden.engines.video.timeline.attained import Attained, attained, attained_days
from beholden.engines.video.timeline.coverage import Coverage, Gap, Span, coverage, coverages
from beholden.engines.video.timeline.days import Day, days

__all__ = ["Attained", "Coverage", "Day", "Gap", "Span", "attained", "attained_days", "coverage", "coverages", "days"]
