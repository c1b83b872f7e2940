"""Places, homes and people: what an estate is made of, who owns which part of it since when, and who manages it."""
