"""Parts: what runs for one subentry, a client, a source or a rule."""
