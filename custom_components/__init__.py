"""Holds the integration, and makes it importable for the tests."""
