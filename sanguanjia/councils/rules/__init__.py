"""Pure rules of the councils room."""
