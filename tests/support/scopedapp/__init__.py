"""Two scoped tables for the kernel's own tests: a folder and its sheets."""
