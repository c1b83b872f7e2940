"""Pages of the privacy room."""
