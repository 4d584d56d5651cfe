"""Transmission."""
