"""Radarr: films."""
