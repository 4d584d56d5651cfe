"""RSS and Atom feeds, with what indexers add to them."""
