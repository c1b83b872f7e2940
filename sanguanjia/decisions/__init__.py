"""Owners decide: electorate, votes, count, committees (rules.md 1)."""
