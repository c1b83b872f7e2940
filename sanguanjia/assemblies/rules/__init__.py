"""The procedures as pure functions: rules.md 1.5, 1.6, 1.7 (OWN-060 … OWN-075)."""
