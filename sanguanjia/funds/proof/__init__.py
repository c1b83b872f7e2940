"""What the fund shows to strangers: plain journals, the allocations behind them, and a program that checks both."""
