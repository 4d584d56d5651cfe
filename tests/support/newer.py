"""What the test plugin needs to run on a Home Assistant that is newer than the one it was made for.

``scripts/test --newest`` loads this before it. Each line goes once the plugin is made for that
version; what is there already is left alone.
"""

from importlib import import_module
from typing import Final

import homeassistant.const  # Before anything imports httpx: Home Assistant puts another in its place.

# Where the plugin looks for a name, and where it is now.
MOVED: Final = {
    ("components.logger", "_clear_logger_overwrites"): "components.logger.helpers",
}

assert homeassistant.const
for (module, name), now in MOVED.items():
    there = import_module(f"homeassistant.{module}")
    if not hasattr(there, name):
        setattr(there, name, getattr(import_module(f"homeassistant.{now}"), name))
