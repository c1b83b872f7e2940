"""Procedures by which an estate comes to an owners' assembly, a committee, an interim body, or a new committee."""
