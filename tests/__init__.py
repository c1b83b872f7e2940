"""Tests that belong to no single room: the walls, whole journeys, storms, the browser."""
