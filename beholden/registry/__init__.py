"""The authority's side: filings, inspections, orders, penalties (R14, R24-R33). Its rooms open with the next issues."""
