"""The readers of the banking room."""
