"""Pure rules of service items."""
