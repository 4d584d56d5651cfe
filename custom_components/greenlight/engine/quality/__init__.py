"""Quality: what there is to see and hear, and which of two is better."""
