"""Pages of owners' decisions."""
