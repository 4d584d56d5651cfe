"""Jellyfin as a library."""
