"""A Radarr or Sonarr that decides about releases, as a source."""
