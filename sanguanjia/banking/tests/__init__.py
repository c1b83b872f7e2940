"""Tests of the banking room."""
