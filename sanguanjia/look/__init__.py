"""The design system: base templates, pieces, words, style page."""
