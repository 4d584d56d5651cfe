"""Library: what people have, as far as one can tell without asking anybody."""
