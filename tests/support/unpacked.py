"""Where the scripts keep what they unpack."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """Return the folder that scripts/servers and scripts/python fill."""
    if given := os.environ.get("GREENLIGHT_CACHE"):
        return Path(given)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "greenlight"
