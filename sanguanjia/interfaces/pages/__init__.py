"""Pages of the interfaces room."""
