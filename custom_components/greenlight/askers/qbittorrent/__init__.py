"""qBittorrent's Web API, as version 4.6.7 speaks it, for programs that order torrents."""
