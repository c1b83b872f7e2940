"""The walls: what no single room can check for itself."""
