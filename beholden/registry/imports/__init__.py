"""Camera lists brought into a filing: uploaded, columns confirmed, checked, taken over (R14(1), M6(2))."""
