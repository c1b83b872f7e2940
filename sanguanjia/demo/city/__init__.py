"""A city of full size, the same for the same seed: for benches, and to see lists and pages under real weight."""
