"""The two lists: what is to be downloaded, and what is downloaded or has failed."""

from collections.abc import Callable, Sequence
from typing import Final
from zlib import crc32

from homeassistant.helpers.json import json_bytes

from ..base import Standing
from .call import VERSION, Answer, Call
from .slots import (
    DOWNLOADING,
    FAILED,
    PAUSED,
    Row,
    category_shown,
    ended_at,
    history_row,
    is_over,
    is_queued,
    left_of,
    mebibytes,
    queue_row,
    size_of,
    speed_of,
    status_of,
    units,
)

# As many as Sonarr, Radarr and Lidarr ask for by themselves.
_USUAL_HISTORY: Final = 60
_KIB: Final = 1024


async def queue(call: Call) -> Answer:
    """Return what is to be downloaded, the oldest first."""
    queued = [one for one in await call.look() if is_queued(one)]
    is_wanted = _wanted(call)
    rows = [queue_row(one, index) for index, one in enumerate(queued) if is_wanted(one)]
    start, limit, page = _page(call, rows, 0)
    size, left = sum(map(size_of, queued)), sum(map(left_of, queued))
    going = [one for one in queued if status_of(one) == DOWNLOADING]
    speed = sum(map(speed_of, going))
    return {
        "queue": _standing_still()
        | {
            "kbpersec": f"{speed / _KIB:.2f}",
            "speed": units(speed).removesuffix("B"),
            "mbleft": mebibytes(left),
            "mb": mebibytes(size),
            "sizeleft": units(left),
            "size": units(size),
            # Those that wait for an answer are none that SABnzbd would be working on.
            "noofslots_total": sum(status_of(one) != PAUSED for one in queued),
            "noofslots": len(rows),
            "start": start,
            "limit": limit,
            "finish": start + limit,
            "status": DOWNLOADING if going else "Idle",
            "timeleft": "0:00:00",
            "slots": page,
        }
    }


def _standing_still() -> Answer:
    """Return what a queue says of SABnzbd as a whole, which never is paused.

    A program would take all its downloads for paused. What is not known is 0, as in a real one.
    """
    return {
        "version": VERSION,
        "paused": False,
        "pause_int": "0",
        "paused_all": False,
        "diskspace1": "0.00",
        "diskspace2": "0.00",
        "diskspace1_norm": "0 B",
        "diskspace2_norm": "0 B",
        "diskspacetotal1": "0.00",
        "diskspacetotal2": "0.00",
        "speedlimit": "0",
        "speedlimit_abs": "0",
        "have_warnings": "0",
        "finishaction": None,
        "quota": "0 ",
        "have_quota": False,
        "left_quota": "0 ",
        "cache_art": "0",
        "cache_size": "0 B",
    }


async def history(call: Call) -> Answer:
    """Return what is downloaded or has failed.

    Programs ask for so many, and what lies beyond does not exist for them: what they still have to
    learn of comes first, then what is complete, the newest first.
    """
    asked = call.asked
    seen = [] if asked.number("archive", 0) else await call.look()
    ended = sorted((one for one in seen if not is_queued(one)), key=_first_of_all)
    rows = [history_row(one) for one in ended]
    number = crc32(json_bytes(rows)) or 1
    if asked.number("last_history_update", 0) == number:
        return {"history": False}
    is_wanted = _wanted(call)
    kept = [
        row
        for one, row in zip(ended, rows, strict=True)
        if is_wanted(one)
        and (not asked.number("failed_only", 0) or status_of(one) == FAILED)
    ]
    page = _page(call, kept, _USUAL_HISTORY)[2]
    return {
        "history": {
            "total_size": "0 ",
            "month_size": "0 ",
            "week_size": "0 ",
            "day_size": "0 ",
            "slots": page,
            "ppslots": sum(not is_over(one) for one in ended),
            "noofslots": len(kept),
            "last_history_update": number,
            "version": VERSION,
        }
    }


def _first_of_all(standing: Standing) -> tuple[bool, int]:
    known_before = is_over(standing) and status_of(standing) != FAILED
    return known_before, -ended_at(standing)


def _wanted(call: Call) -> Callable[[Standing], bool]:
    """Return what tells whether a row is asked for; there may be many, so it is read once."""
    asked = call.asked
    category = asked.text("category", "cat")
    search = asked.text("search").casefold()
    ids, statuses = asked.texts("nzo_ids"), asked.texts("status")

    def is_wanted(standing: Standing) -> bool:
        return (
            category in ("", category_shown(standing))
            and (not search or search in standing.order.name.casefold())
            and (not ids or standing.order.id in ids)
            and (not statuses or status_of(standing) in statuses)
        )

    return is_wanted


def _page(call: Call, rows: Sequence[Row], usual: int) -> tuple[int, int, list[Row]]:
    """Return where the page begins, how many it may have, and it. A limit of 0 is none."""
    start = max(call.asked.number("start", 0), 0)
    limit = max(call.asked.number("limit", usual), 0)
    return start, limit, list(rows[start : start + limit] if limit else rows[start:])
