"""Title: reading what a release's title says."""
