"""The demo city, small and told in full, and the full-size city for measuring. Nobody in either exists."""
