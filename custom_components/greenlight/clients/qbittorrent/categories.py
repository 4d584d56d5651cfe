"""The categories of a qBittorrent: what they are called, where they save, and their limits."""

from collections.abc import Mapping
from itertools import batched
from typing import Any, Final

from ...engine.options import DownloadOptions
from ..common.looking import tries
from ..common.values import reading
from ..errors import BadAnswer, CategoryRefused, NotSupported
from .api import Api
from .options import CATEGORIES, CATEGORY_LIMITS, share_limits

type Category = Mapping[str, Any]

_COMMANDS: Final = {"dl_limit": "setDownloadLimit", "up_limit": "setUploadLimit"}
# So many torrents are named in one command.
_AT_ONCE: Final = 500
# That it is there already, or that its name will not do.
_CONFLICT: Final = frozenset({409})


async def categories(api: Api) -> Mapping[str, Category]:
    """Return the categories by name, none where a version does not tell. Raises ``BadAnswer``."""
    await api.open()
    if api.version < CATEGORIES:
        return {}
    reply = await api.json("torrents/categories")
    if not isinstance(reply, dict) or not all(
        isinstance(category, dict) for category in reply.values()
    ):
        raise BadAnswer("not a list of categories")
    return reply


async def is_placed(api: Api, name: str) -> bool:
    """Make sure of a category, and tell whether it has a folder of its own.

    A subcategory without one follows the nearest above it, unless subcategories are switched off;
    before 5.0 and from 5.3 on the server does not say so, and decides itself. Raises
    ``CategoryRefused``.
    """
    known = await ensured(api, name)
    if known.get(name, {}).get("savePath"):
        return True
    above = name.split("/")[:-1]
    if not any(
        known.get("/".join(above[:count]), {}).get("savePath")
        for count in range(1, len(above) + 1)
    ):
        return False
    preferences = await api.json("app/preferences")
    return not (
        isinstance(preferences, dict) and preferences.get("use_subcategories") is False
    )


async def limit_category(api: Api, name: str, options: DownloadOptions) -> None:
    """Set the share limits of a category, which is made if need be, and read them back.

    5.3 changes only what it is told; older ones want the folder again and keep no limits. Raises
    ``NotSupported`` for these, and for limits of speed, which no version has by category, and
    ``CategoryRefused``.
    """
    if options.download_limit is not None or options.upload_limit is not None:
        raise NotSupported("categories have no limits of speed")
    await api.open()
    if api.version < CATEGORY_LIMITS:
        raise NotSupported("categories have no limits before qBittorrent 5.3")
    await ensured(api, name)
    await api.post("torrents/editCategory", {"category": name, **share_limits(options)})
    category = (await categories(api)).get(name, {})
    ratio, minutes = options.ratio_limit, options.seeding_time
    if (ratio is not None and category.get("ratio_limit") != ratio) or (
        minutes is not None and category.get("seeding_time_limit") != minutes
    ):
        raise BadAnswer("the limits of the category stayed as they were")


async def limit_torrents(
    api: Api, category: str, download: int | None, upload: int | None
) -> None:
    """Limit each torrent of a category, and look that it stays so. Raises ``BadAnswer``.

    What is sent right after an add gets lost, and older servers tell no limit as -1.
    """
    wanted = {
        field: limit
        for field, limit in (("dl_limit", download), ("up_limit", upload))
        if limit is not None
    }
    await api.open()
    async for _ in tries():
        reply = await api.json("torrents/info", category=category)
        with reading("not a list of torrents"):
            lacking = {
                field: [
                    str(row["hash"])
                    for row in reply
                    if row["category"] == category and max(row[field], 0) != limit
                ]
                for field, limit in wanted.items()
            }
        if not any(lacking.values()):
            return
        for field, hashes in lacking.items():
            for some in batched(hashes, _AT_ONCE, strict=False):
                fields = {"hashes": "|".join(some), "limit": str(wanted[field])}
                await api.post(f"torrents/{_COMMANDS[field]}", fields)
    raise BadAnswer("the speed limits stayed as they were")


async def ensured(api: Api, name: str, path: str = "") -> Mapping[str, Category]:
    """Make sure of a category, which gets the folder if it is new, and return all there are.

    A name that will not do is answered like one that is there, and a torrent added with it would
    end up in no category (4.2 to 5.3). Raises ``CategoryRefused``.
    """
    fields = {"category": name, "savePath": path}
    reply = await api.post("torrents/createCategory", fields, allow=_CONFLICT)
    known = await categories(api)
    told = api.version >= CATEGORIES
    if reply.status in _CONFLICT and told and name not in known:
        raise CategoryRefused(f"{name}: {api.said(reply)}")
    return known
