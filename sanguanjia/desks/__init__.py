"""Pages that combine rooms: one desk per kind of user, menu, search, help."""
