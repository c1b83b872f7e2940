"""The maintenance fund (维修资金): rules to the fen, accounts, entries, transfers."""
