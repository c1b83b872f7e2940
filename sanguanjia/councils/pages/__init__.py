"""Pages of the councils room."""
