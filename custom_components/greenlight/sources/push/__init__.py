"""Push: what other programs announce, each as it appears, to what they take for Radarr or Sonarr."""
