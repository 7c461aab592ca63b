"""deadlines: legal clocks, counted by the rulebook from dated law and calendars (R14, M7, M8(2), M15)."""
