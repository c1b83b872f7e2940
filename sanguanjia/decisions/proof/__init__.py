"""The proof of a vote: its log, seals, heads, receipts and bundles (README.md)."""
