"""Presentation: how things are told to people, and what is never told."""
