"""The inbox: completed downloads, whoever added them."""
