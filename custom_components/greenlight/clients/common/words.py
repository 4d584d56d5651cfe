"""What servers say of themselves that means the same in several of them."""

import re
from typing import Final

_FULL: Final = re.compile(
    r"no space left|not enough space|disk (?:is )?full|no free space", re.IGNORECASE
)


def is_full(text: str) -> bool:
    """Tell whether a message is about a disk without room, in English."""
    return _FULL.search(text) is not None
