"""What is told about one torrent."""

from typing import Any, Final

from aiohttp import web

from ...clients.through import File, Tracker
from ..base import Standing, UnknownOrder
from .call import Call, not_found
from .replies import in_json
from .rows import row_of, shown_of

# Where trackers are listed, the first three are none.
_NO_TRACKERS: Final = ("** [DHT] **", "** [PeX] **", "** [LSD] **")
_DISABLED, _NOT_ASKED, _WORKS, _FAILS = 0, 1, 2, 4


async def properties(call: Call) -> web.Response:
    """Tell the properties of a torrent."""
    standing = call.one()
    row = row_of(standing, await call.desk.habits())
    of = row.spelt(call.agent, call.asked.ids("hash"))
    return in_json(
        {
            "addition_date": of["added_on"],
            "comment": "",
            "completion_date": of["completion_on"] or -1,
            "created_by": "",
            "creation_date": -1,
            "dl_limit": of["dl_limit"] or -1,
            "dl_speed": of["dlspeed"],
            "dl_speed_avg": 0,
            "download_path": of["download_path"],
            "eta": of["eta"],
            "hash": of["hash"],
            "infohash_v1": of["infohash_v1"],
            "infohash_v2": of["infohash_v2"],
            "is_private": _is_private(standing),
            "last_seen": of["seen_complete"] or -1,
            "name": of["name"],
            "nb_connections": of["num_seeds"] + of["num_leechs"],
            "nb_connections_limit": 100,
            "peers": of["num_leechs"],
            "peers_total": of["num_incomplete"],
            "piece_size": -1,
            "pieces_have": 0,
            "pieces_num": -1,
            "reannounce": 0,
            "save_path": of["save_path"],
            "seeding_time": of["seeding_time"],
            "seeds": of["num_seeds"],
            "seeds_total": of["num_complete"],
            "share_ratio": of["ratio"],
            "time_elapsed": of["time_active"],
            "total_downloaded": of["downloaded"],
            "total_downloaded_session": of["downloaded_session"],
            "total_size": of["total_size"],
            "total_uploaded": of["uploaded"],
            "total_uploaded_session": of["uploaded_session"],
            "total_wasted": 0,
            "up_limit": of["up_limit"] or -1,
            "up_speed": of["upspeed"],
            "up_speed_avg": 0,
        }
    )


def _is_private(standing: Standing) -> bool:
    shown = shown_of(standing)
    return shown is not None and shown.download.private is True


async def files(call: Call) -> web.Response:
    """List the files of a torrent."""
    order = call.one().order
    try:
        listed = await call.desk.files(order.id)
    except UnknownOrder:
        raise not_found() from None
    told = [_file(at, file) for at, file in enumerate(listed)]
    if told:
        told[0]["is_seed"] = all(file.progress >= 1 for file in listed if file.wanted)
    return in_json(told)


def _file(at: int, file: File) -> dict[str, Any]:
    return {
        "availability": file.progress,
        "index": at,
        "name": file.name,
        # Which pieces it is in is not known here.
        "piece_range": [0, 0],
        "priority": 1 if file.wanted else 0,
        "progress": file.progress,
        "size": file.size,
    }


async def trackers(call: Call) -> web.Response:
    """List the trackers of a torrent."""
    order = call.one().order
    try:
        listed = await call.desk.trackers(order.id)
    except UnknownOrder:
        raise not_found() from None
    told = [_row(url, _DISABLED, tier=-1) for url in _NO_TRACKERS]
    told += [_tracker(one) for one in listed if one.url not in _NO_TRACKERS]
    return in_json(told)


def _tracker(tracker: Tracker) -> dict[str, Any]:
    status = {None: _NOT_ASKED, True: _WORKS, False: _FAILS}[tracker.works]
    row = _row(tracker.url, status, tier=0)
    row["msg"] = tracker.message
    if tracker.seeders is not None:
        row["num_seeds"] = tracker.seeders
    if tracker.peers is not None:
        row["num_leeches"] = row["num_peers"] = tracker.peers
    return row


def _row(url: str, status: int, *, tier: int) -> dict[str, Any]:
    unknown = 0 if tier < 0 else -1
    return {
        "msg": "",
        "num_downloaded": unknown,
        "num_leeches": unknown,
        "num_peers": unknown,
        "num_seeds": unknown,
        "status": status,
        "tier": tier,
        "url": url,
    }
