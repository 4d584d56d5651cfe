"""SABnzbd's API, for programs that order from usenet."""
