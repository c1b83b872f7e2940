"""Pure rules of the whistle: the table, the moves, the clocks, reading the policy."""
