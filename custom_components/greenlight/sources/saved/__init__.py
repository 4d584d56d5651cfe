"""Saved searches: what is new of what somebody looks for."""
