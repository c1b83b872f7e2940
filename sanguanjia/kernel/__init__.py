"""The ground every room stands on: money, area, time, who acts, how an act is done and recorded.

This package imports nothing when it is imported, so that pure rules may use its pure halves
(`money`, `area`, `refusal`, `actor`, `predicates`) without Django.
"""
