"""The `sgj` command: one module per sub-command."""
