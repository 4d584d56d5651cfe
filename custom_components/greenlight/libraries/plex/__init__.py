"""Plex Media Server as a library."""
