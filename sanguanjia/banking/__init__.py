"""The fund and its banks: statements, reconciliation, deposits, tenders."""
