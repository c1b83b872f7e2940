"""What every bench stands on: a throw-away server, a load generator, pgbench with captured statements, rounds."""
