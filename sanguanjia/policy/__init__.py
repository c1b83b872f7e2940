"""Policy: rules as dated data. What held here on that day, by which clause, and what was overruled."""
