"""Questions as tests put them to people: on a Thursday at 17:00 in Berlin."""

from datetime import datetime
from typing import Any, Final

from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State

from .weighed import UPGRADE

NOW: Final = datetime.fromisoformat("2026-11-26T16:00:00+00:00").timestamp()
HOUR: Final = 3600.0
TITLE: Final = (
    "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC"
    ".TrueHD.7.1.Atmos-NORTHWND"
)


def release(title: str = TITLE, **changes: Any) -> Release:
    """Return what Harbour Feed offers, two hours old."""
    facts: dict[str, Any] = {
        "guid": title,
        "title": title,
        "link": "magnet:?xt=secret",
        "source": "harbour",
        "size": 71_200_000_000,
        "seeders": 38,
        "published": NOW - 2 * HOUR,
    }
    return Release(**(facts | changes))


def question(title: str = TITLE, **changes: Any) -> Request:
    """Return a question that waits until 21:30; what begins with ``release_`` is of its release."""
    of_release = {
        name.removeprefix("release_"): changes.pop(name)
        for name in [*changes]
        if name.startswith("release_")
    }
    facts: dict[str, Any] = {
        "created": NOW - HOUR,
        "expires": NOW + 4.5 * HOUR,
        "weighed": UPGRADE,
        "rule": "films",
        "rule_name": "Films I have",
    }
    return Request(
        id="Ab3-_x9Kq2w",
        release=release(title, **of_release),
        state=State.PENDING,
        **(facts | changes),
    )
