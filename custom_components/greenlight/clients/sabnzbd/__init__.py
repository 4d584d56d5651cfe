"""SABnzbd."""
