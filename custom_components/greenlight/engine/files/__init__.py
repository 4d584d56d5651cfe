"""Files: torrents, magnet links and NZBs, and what they say of themselves."""
