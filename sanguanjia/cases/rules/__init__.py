"""What may happen to a matter, decided by pure functions: facts, moment and policy in; new facts or all refusals
out.
"""
