"""Open311 GeoReport v2: the addresses below /open311/."""
