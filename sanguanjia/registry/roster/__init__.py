"""Owners' rosters as offices keep them: read, understood and judged without a database (see README.md)."""
