"""Satisfaction surveys: the same questions everywhere, one answer per household, every figure with its margin."""
