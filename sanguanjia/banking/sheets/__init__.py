"""Statements as files: opened in a child process, read by the map of the bank."""
