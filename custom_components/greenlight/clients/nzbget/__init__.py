"""NZBGet."""
