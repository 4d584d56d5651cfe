"""How long a torrent is shared, as programs say it: a ratio, and minutes."""

from ...clients.through import NO_LIMIT, ShareLimits
from .asked import Asked

_CLIENTS_OWN = ShareLimits()


def share_limits(asked: Asked, known: ShareLimits = _CLIENTS_OWN) -> ShareLimits:
    """Return the limits that a call names, the rest being as known."""
    return ShareLimits(
        ratio=_limit(asked.real("ratioLimit"))
        if "ratioLimit" in asked.fields
        else known.ratio,
        seeding_time=_minutes(asked, "seedingTimeLimit", known.seeding_time),
        inactive_time=_minutes(asked, "inactiveSeedingTimeLimit", known.inactive_time),
    )


def _minutes(asked: Asked, name: str, known: int | None) -> int | None:
    return _limit(asked.whole(name)) if name in asked.fields else known


def _limit[N: (int, float)](value: N | None) -> N | None:
    """Return a limit; whatever else is below zero is the client's own."""
    return value if value is not None and (value >= 0 or value == NO_LIMIT) else None
