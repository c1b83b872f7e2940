"""Matters (报事): from a person's words to a close that the person confirms."""
