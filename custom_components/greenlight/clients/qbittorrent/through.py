"""What a qBittorrent shows of its torrents, and lets be done with them.

A success proves nothing, so what was asked for is read back. Our own tag stays: a download is found
by it once its id has changed. And an empty list of tags would take off all there are.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, override

from ...engine.order import Place
from ..base import TAG, Identity
from ..common.http import Reply, decoded
from ..common.looking import tries
from ..common.torrents import TorrentClient, hashes_of
from ..common.values import finite, fraction, path_text, reading, whole
from ..errors import BadAnswer, NotSupported, UnknownDownload
from ..through import AtLimit, File, Habits, ShareLimits, Shown, Through, Tracker
from .api import Api
from .categories import categories, ensured
from .lists import Torrents
from .options import TAGS, all_limits, holds_limits
from .rows import Row, matching
from .trackers import read_trackers

_MOVES: Final[Mapping[Place, str]] = {
    Place.TOP: "topPrio",
    Place.UP: "increasePrio",
    Place.DOWN: "decreasePrio",
    Place.BOTTOM: "bottomPrio",
}
_AT_LIMIT: Final[Mapping[int, AtLimit]] = {
    0: AtLimit.STOP,
    1: AtLimit.REMOVE,
    2: AtLimit.SUPER_SEED,
    3: AtLimit.REMOVE_WITH_DATA,
}
_NOT_FOUND: Final = frozenset({404})
# That there is no queue.
_CONFLICT: Final = frozenset({409})


class QBittorrentThrough(TorrentClient[Row], Through):
    """A qBittorrent, as far as it is for other programs.

    ``_shown_torrents`` knows what has another id by now, apart from what is followed.
    """

    _api: Api
    _shown_torrents: Torrents

    @override
    async def show(self, wanted: Mapping[str, Identity]) -> Mapping[str, Shown]:
        known = {
            key: hashes for key, one in wanted.items() if (hashes := hashes_of(one))
        }
        if not known:
            return {}
        asked = [
            # A list can be asked for no more of a hash than that.
            Identity(id=wanted[key].id.lower()[:40], hashes=hashes)
            for key, hashes in known.items()
        ]
        rows = await self._shown_torrents.followed(asked)
        found = {key: matching(rows.values(), hashes) for key, hashes in known.items()}
        return {key: row.shown for key, row in found.items() if row is not None}

    @override
    async def habits(self) -> Habits:
        preferences = await self._api.json("app/preferences")
        with reading("not the preferences"):
            return Habits(
                save_path=path_text(preferences["save_path"]),
                queueing=preferences.get("queueing_enabled") is True,
                limits=ShareLimits(
                    ratio=_switched(preferences, "max_ratio", finite),
                    seeding_time=_switched(preferences, "max_seeding_time", whole),
                    inactive_time=_switched(
                        preferences, "max_inactive_seeding_time", whole
                    ),
                ),
                at_limit=_AT_LIMIT.get(preferences.get("max_ratio_act"), AtLimit.STOP),
            )

    @override
    async def categories(self) -> Mapping[str, str]:
        return {
            name: path_text(category.get("savePath") or "")
            for name, category in (await categories(self._api)).items()
        }

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        await ensured(self._api, name, path)

    @override
    async def files(self, download: str) -> tuple[File, ...]:
        reply = await self._about(download, "files")
        with reading("not a list of files"):
            return tuple(
                File(
                    name=path_text(one["name"]),
                    size=whole(one["size"]),
                    progress=fraction(one["progress"]),
                    wanted=one["priority"] != 0,
                )
                for one in decoded(reply.body)
            )

    @override
    async def trackers(self, download: str) -> tuple[Tracker, ...]:
        return read_trackers((await self._about(download, "trackers")).body)

    @override
    async def set_category(self, download: str, category: str) -> None:
        row = await self._known(download)
        if category:
            await ensured(self._api, category)
        await self._bring(
            row,
            lambda now: now.category == category,
            "setCategory",
            {"category": category},
        )

    @override
    async def set_limits(self, download: str, limits: ShareLimits) -> None:
        row = await self._known(download)
        version = self._api.version
        await self._bring(
            row,
            lambda now: holds_limits(now, limits, version),
            "setShareLimits",
            all_limits(row, limits),
        )

    @override
    async def set_forced(self, download: str, *, forced: bool) -> None:
        await self._bring(
            await self._known(download),
            # Told of one that is not forced, it would be started.
            lambda now: now.shown.forced is forced,
            "setForceStart",
            {"value": str(forced).lower()},
        )

    @override
    async def move(self, download: str, place: Place) -> None:
        row = await self._known(download)
        await self._act(_MOVES[place], row, allow=_CONFLICT)

    @override
    async def add_tags(self, download: str, tags: Collection[str]) -> None:
        await self._set_tags(download, _parts(tags), there=True)

    @override
    async def remove_tags(self, download: str, tags: Collection[str]) -> None:
        await self._set_tags(download, _parts(tags) - {TAG}, there=False)

    async def _set_tags(
        self, download: str, tags: frozenset[str], *, there: bool
    ) -> None:
        row = await self._known(download)
        if self._api.version < TAGS:
            raise NotSupported("there are no tags before qBittorrent 4.2")

        def holds(now: Row) -> bool:
            has = tags.intersection(now.shown.tags)
            return has == tags if there else not has

        action = "addTags" if there else "removeTags"
        await self._bring(row, holds, action, {"tags": ",".join(sorted(tags))})

    @override
    async def reannounce(self, download: str) -> None:
        await self._act("reannounce", await self._known(download))

    async def _act(
        self,
        action: str,
        row: Row,
        fields: Mapping[str, str] | None = None,
        *,
        allow: frozenset[int] = frozenset(),
    ) -> Reply:
        """Do something to a torrent; ``allow`` names the statuses besides success to return."""
        fields = {"hashes": row.download.id, **(fields or {})}
        return await self._api.post(f"torrents/{action}", fields, allow=allow)

    async def _bring(
        self,
        row: Row,
        holds: Callable[[Row], bool],
        action: str,
        fields: Mapping[str, str],
    ) -> None:
        """Do something to a torrent until it holds. Raises ``BadAnswer`` if it never does."""
        async for _ in tries():
            if holds(row):
                return
            await self._act(action, row, fields)
            row = await self._known(row.download.id)
        raise BadAnswer("it stayed as it was")

    async def _about(self, download: str, what: str) -> Reply:
        """Ask for more about one torrent. Raises ``UnknownDownload``."""
        row = await self._known(download)
        reply = await self._api.request(
            "GET",
            f"torrents/{what}",
            params={"hash": row.download.id},
            allow=_NOT_FOUND,
        )
        if reply.status in _NOT_FOUND:
            raise UnknownDownload
        return reply


def _parts(tags: Iterable[str]) -> frozenset[str]:
    """Return tags as the server will show them: it splits them at commas."""
    return frozenset(
        part for tag in tags for text in tag.split(",") if (part := text.strip())
    )


def _switched[N](
    preferences: Mapping[str, Any], name: str, read: Callable[[Any], N]
) -> N | None:
    """Return a limit that is switched on, None for one that is not."""
    return read(preferences[name]) if preferences.get(f"{name}_enabled") else None
