"""The gate: from a release to its end; it knows contracts, never one that fulfils them."""
