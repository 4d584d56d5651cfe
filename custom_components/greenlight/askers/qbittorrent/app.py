"""What is told about the program that others take us for."""

from typing import Any, Final

from aiohttp import web

from ...clients.through import AtLimit, Habits
from .call import Call
from .replies import in_json, in_words
from .rows import Fields, Row
from .wishes import categories_in, tags_in

# The dialect that every program speaks. All askers of one house have to hear the same: programs
# remember it by host and port alone.
VERSION: Final = "v4.6.7"
WEB_API: Final = "2.9.3"
_BUILD: Final = {
    "bitness": 64,
    "boost": "1.86.0",
    "libtorrent": "1.2.19.0",
    "openssl": "3.3.2",
    "qt": "6.7.2",
    "zlib": "1.3.1",
}
_AT_LIMIT: Final = {
    AtLimit.STOP: 0,
    AtLimit.REMOVE: 1,
    AtLimit.SUPER_SEED: 2,
    AtLimit.REMOVE_WITH_DATA: 3,
}
# What is not the business of programs that order, as it is where nobody has changed it.
_USUAL: Final[Fields] = {
    "add_to_top_of_queue": False,
    "auto_tmm_enabled": False,
    # Without it magnet links without trackers would not even be handed over.
    "dht": True,
    "dl_limit": 0,
    "export_dir": "",
    "export_dir_fin": "",
    "incomplete_files_ext": False,
    "locale": "en",
    "lsd": True,
    "max_active_downloads": 3,
    "max_active_torrents": 5,
    "max_active_uploads": 3,
    "pex": True,
    "preallocate_all": False,
    "refresh_interval": 1500,
    "resume_data_storage_type": "Legacy",
    "start_paused_enabled": False,
    "temp_path": "",
    "temp_path_enabled": False,
    "torrent_content_layout": "Original",
    "torrent_stop_condition": "None",
    "up_limit": 0,
    "use_category_paths_in_manual_mode": False,
    "use_subcategories": False,
}


async def version(_call: Call) -> web.Response:
    """Say which version this is."""
    return in_words(VERSION)


async def web_api_version(_call: Call) -> web.Response:
    """Say which dialect is spoken."""
    return in_words(WEB_API)


async def build_info(_call: Call) -> web.Response:
    """Say what it is made of."""
    return in_json(_BUILD)


async def default_save_path(call: Call) -> web.Response:
    """Say where it saves."""
    return in_words((await call.desk.habits()).save_path)


async def preferences(call: Call) -> web.Response:
    """Tell the preferences, as far as they are the real client's."""
    return in_json(_preferences(await call.desk.habits()))


def _preferences(habits: Habits) -> Fields:
    told = _USUAL | {
        "max_ratio_act": _AT_LIMIT[habits.at_limit],
        "queueing_enabled": habits.queueing,
        "save_path": habits.save_path,
    }
    limits = habits.limits
    for name, limit in (
        ("max_ratio", limits.ratio),
        ("max_seeding_time", limits.seeding_time),
        ("max_inactive_seeding_time", limits.inactive_time),
    ):
        there = limit is not None and limit >= 0
        told[f"{name}_enabled"] = there
        told[name] = limit if there else -1
    return told


async def transfer(call: Call) -> web.Response:
    """Tell how fast it is."""
    return in_json(_transfer(await call.listed()))


async def speed_limits_mode(_call: Call) -> web.Response:
    """Say that the alternative speed limits are off."""
    return in_words("0")


async def main_data(call: Call) -> web.Response:
    """Tell everything at once. It is always everything, which each program has to reckon with."""
    rows, habits = await call.listed(), await call.desk.habits()
    return in_json(
        {
            "rid": (call.asked.whole("rid") or 0) % 1_000_000 + 1,
            "full_update": True,
            "torrents": dict(_by_hash(row, call.agent) for row in rows),
            "categories": categories_in(await call.desk.categories()),
            "tags": tags_in(rows),
            "trackers": {},
            "server_state": _server_state(rows, habits),
        }
    )


def _by_hash(row: Row, agent: str) -> tuple[str, Fields]:
    fields = dict(row.spelt(agent))
    return fields.pop("hash"), fields


def _transfer(rows: list[Row]) -> dict[str, Any]:
    return {
        "connection_status": "connected",
        "dht_nodes": 0,
        "dl_info_data": _sum(rows, "downloaded"),
        "dl_info_speed": _sum(rows, "dlspeed"),
        "dl_rate_limit": 0,
        "up_info_data": _sum(rows, "uploaded"),
        "up_info_speed": _sum(rows, "upspeed"),
        "up_rate_limit": 0,
    }


def _server_state(rows: list[Row], habits: Habits) -> dict[str, Any]:
    transfer = _transfer(rows)
    down, up = transfer["dl_info_data"], transfer["up_info_data"]
    return transfer | {
        "alltime_dl": down,
        "alltime_ul": up,
        "average_time_queue": 0,
        "global_ratio": f"{up / down:.2f}" if down and up else "-",
        "queued_io_jobs": 0,
        "queueing": habits.queueing,
        "read_cache_hits": "0",
        "read_cache_overload": "0",
        "refresh_interval": 1500,
        "total_buffers_size": 0,
        "total_peer_connections": 0,
        "total_queued_size": 0,
        "total_wasted_session": 0,
        "use_alt_speed_limits": False,
        "use_subcategories": False,
        "write_cache_overload": "0",
    }


def _sum(rows: list[Row], field: str) -> int:
    return sum(row.fields[field] for row in rows)
