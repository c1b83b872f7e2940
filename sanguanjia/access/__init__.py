"""Who may: accounts, mandates, login, claims, and the doors of every page."""
