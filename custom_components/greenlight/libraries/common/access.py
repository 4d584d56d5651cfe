"""Access: where a library is and what opens it."""

from dataclasses import dataclass, field

from .api import TIMEOUT


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """``library`` is the subentry's id, which items carry; ``timeout`` is in seconds."""

    library: str
    url: str = field(repr=False)
    key: str = field(repr=False)
    timeout: float = TIMEOUT
