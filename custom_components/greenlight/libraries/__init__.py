"""Libraries: Radarr, Sonarr, Plex and Jellyfin, each in a room of its own."""
