"""Pure rules of the surveys room."""
