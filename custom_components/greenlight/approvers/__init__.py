"""Ways to ask a person and be answered."""
