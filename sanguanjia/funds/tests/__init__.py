"""Tests of the funds room."""
