"""Sonarr: series."""
