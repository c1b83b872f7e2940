"""Service items: draft, submit, correct once, accept, review by three levels, decide with a numbered paper."""
