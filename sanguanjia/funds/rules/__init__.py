"""What the fund's law and the places' policies say, as pure functions: facts, day and policy values in; an answer that
explains itself, or all refusals, out. Integers, fractions and decimal strings only.
"""
