"""Django's PostgreSQL engine with one feature turned for scoped tables."""
