"""Interfaces: what other systems talk to (README.md)."""
