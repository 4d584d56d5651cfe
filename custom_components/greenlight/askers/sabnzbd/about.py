"""About: what programs ask of SABnzbd itself, such as where it saves and which categories it has."""

from typing import Final

from .call import VERSION, Answer, Call
from .slots import NO_CATEGORY

_KEPT_FOREVER: Final = {
    "history_retention": "",
    "history_retention_option": "all",
    "history_retention_number": 0,
}
_NO_SORTING: Final = {
    "enable_tv_sorting": 0,
    "tv_categories": [],
    "enable_movie_sorting": 0,
    "movie_categories": [],
    "enable_date_sorting": 0,
    "date_categories": [],
}


async def config(call: Call) -> Answer:
    """Return the settings that others go by, or a part of them."""
    folder = (await call.desk.habits()).save_path
    whole: Answer = {
        "misc": {"complete_dir": folder, "pre_check": 0}
        | {"no_dupes": 0, "no_series_dupes": 0}
        | _KEPT_FOREVER
        | _NO_SORTING,
        "categories": await _categories(call),
        "servers": [],
        "sorters": [],
    }
    section, keyword = call.asked.text("section"), call.asked.text("keyword")
    if not section:
        return {"config": whole}
    part = whole.get(section, {})
    if keyword and isinstance(part, dict):
        part = {name: value for name, value in part.items() if name == keyword}
    return {"config": {section: part}}


async def categories(call: Call) -> Answer:
    """Return the names of the categories."""
    return {"categories": [one["name"] for one in await _categories(call)]}


async def status(call: Call) -> Answer:
    """Return how SABnzbd is: well, and not paused."""
    folder = (await call.desk.habits()).save_path
    server = {
        "servername": "Greenlight",
        "serveractive": True,
        "serveractiveconn": 0,
        "servertotalconn": 0,
        "serverconnections": [],
        "serverwarning": "",
        "servererror": "",
        "serverpriority": 0,
        "serveroptional": 0,
        "serverbps": "0 ",
    }
    return {
        "status": {
            "uptime": "0m",
            "version": VERSION,
            "paused": False,
            "pause_int": "0",
            "paused_all": False,
            "have_warnings": "0",
            "loadavg": "",
            "speedlimit": "0",
            "speedlimit_abs": "0",
            "completedir": folder,
            "folders": [],
            "warnings": [],
            # Without one it would be called out of order.
            "servers": [server],
        }
    }


async def warnings(_: Call) -> Answer:
    """Return no warnings."""
    return {"warnings": []}


async def scripts(_: Call) -> Answer:
    """Return no scripts."""
    return {"scripts": []}


async def server_stats(_: Call) -> Answer:
    """Return that nothing was counted."""
    return {"total": 0, "month": 0, "week": 0, "day": 0, "servers": {}}


async def _categories(call: Call) -> list[Answer]:
    folders = dict(await call.desk.categories())
    # What a program was told to use is there, or its test fails.
    if own := call.desk.settings.category:
        folders.setdefault(own, "")
    folders.pop(NO_CATEGORY, None)
    first = _category(0, NO_CATEGORY, "", pp="3", script="None", priority=0)
    others = (
        # With a star at its end each download would have no folder of its own.
        _category(order, name, folder.rstrip("*"))
        for order, (name, folder) in enumerate(sorted(folders.items()), 1)
    )
    return [first, *others]


def _category(
    order: int,
    name: str,
    folder: str,
    *,
    pp: str = "",
    script: str = "Default",
    priority: int = -100,
) -> Answer:
    return {
        "name": name,
        "order": order,
        "pp": pp,
        "script": script,
        "dir": folder,
        "newzbin": "",
        "priority": priority,
    }
