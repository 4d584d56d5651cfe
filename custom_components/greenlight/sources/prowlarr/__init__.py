"""Prowlarr: many indexers behind one address."""
