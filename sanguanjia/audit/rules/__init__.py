"""Pure parts of the audit room."""
