"""Owners' decisions as pure functions: facts, a day, policy values in; an answer that explains itself out."""
