"""The pages of the whistle room."""
