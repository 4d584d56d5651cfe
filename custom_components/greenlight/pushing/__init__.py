"""Pushing: programs take Greenlight for Radarr or Sonarr, and announce to it what is new."""
