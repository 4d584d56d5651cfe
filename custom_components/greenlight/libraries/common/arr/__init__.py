"""What Radarr and Sonarr share: both are of one stock, and speak version 3 of one API."""
