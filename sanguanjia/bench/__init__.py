"""Benches: each a ratio between two ways of doing the same work, measured in alternation in one run."""
