"""What several download clients share."""
