"""Petitions (信访): registered, given to who is competent, answered in writing, reviewed, final."""
