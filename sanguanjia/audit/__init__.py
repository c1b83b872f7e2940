"""The record that cannot be bent unseen: chains, signed heads, verification, pages for auditors."""
