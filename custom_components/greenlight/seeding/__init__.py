"""Seeding: what is on a client's disk already."""
