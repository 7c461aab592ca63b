"""documents: what an office puts on paper: numbered without gaps, kept with its hash, checked by anyone (M7, M8)."""
