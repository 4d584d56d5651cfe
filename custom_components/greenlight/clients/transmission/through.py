"""What a Transmission shows of its torrents, and lets be done with them.

It forgets that somebody had a torrent ignore the queue: it is started at once, which is all there is
to that. Its categories are labels, which are there as soon as a torrent has one.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Final, override

from ...engine.order import Place
from ...engine.text import clean_title
from ...engine.told import plain
from ..base import TAG, DownloadState, Identity
from ..common.looking import tries
from ..common.torrents import TorrentClient, hashes_of
from ..common.values import finite, fraction, path_text, reading, whole
from ..errors import BadAnswer, CategoryRefused, UnknownDownload
from ..through import File, Habits, ShareLimits, Shown, Through, Tracker
from .api import Api
from .lists import Torrents
from .rows import Row
from .shown import holds_limits, limit_fields, split_labels

_MOVES: Final[Mapping[Place, str]] = {
    Place.TOP: "queue-move-top",
    Place.UP: "queue-move-up",
    Place.DOWN: "queue-move-down",
    Place.BOTTOM: "queue-move-bottom",
}
_HABITS: Final = (
    "download-dir",
    "download-queue-enabled",
    "idle-seeding-limit",
    "idle-seeding-limit-enabled",
    "seedRatioLimit",
    "seedRatioLimited",
)
# Seconds in which a check that is no more than a glance is over.
_STARTING: Final = 3
_WAITING: Final = frozenset({DownloadState.CHECKING, DownloadState.QUEUED})


class TransmissionThrough(TorrentClient[Row], Through):
    """A Transmission, as far as it is for other programs."""

    _api: Api
    _torrents: Torrents

    @override
    async def show(self, wanted: Mapping[str, Identity]) -> Mapping[str, Shown]:
        known = {key: hashes_of(identity) for key, identity in wanted.items()}
        rows = await self._torrents.listed(known.values())
        return {
            key: row.shown
            for key, hashes in known.items()
            for row in rows
            if row.download.id in hashes
        }

    @override
    async def habits(self) -> Habits:
        told = await self._api.session(*_HABITS)
        limited, idle = told["seedRatioLimited"], told["idle-seeding-limit-enabled"]
        with reading("not the settings"):
            return Habits(
                save_path=path_text(told["download-dir"]),
                queueing=told["download-queue-enabled"] is True,
                limits=ShareLimits(
                    ratio=finite(told["seedRatioLimit"]) if limited else None,
                    inactive_time=whole(told["idle-seeding-limit"]) if idle else None,
                ),
            )

    @override
    async def categories(self) -> Mapping[str, str]:
        with reading("not a list of torrents"):
            rows = await self._api.torrents(("labels",))
            labels = {str(label) for row in rows for label in row["labels"]}
        names = sorted(map(clean_title, labels - {TAG}))
        return {name: "" for name in names if name}

    @override
    async def create_category(self, name: str, path: str = "") -> None:
        if "," in name:
            raise CategoryRefused(f"{name}: no label of Transmission has a comma")

    @override
    async def files(self, download: str) -> tuple[File, ...]:
        told = await self._about(download, "files", "fileStats")
        with reading("not a list of files"):
            return tuple(
                File(
                    name=path_text(one["name"]),
                    size=whole(one["length"]),
                    progress=_share(one["bytesCompleted"], one["length"]),
                    wanted=bool(state["wanted"]),
                )
                for one, state in zip(told["files"], told["fileStats"], strict=True)
            )

    @override
    async def trackers(self, download: str) -> tuple[Tracker, ...]:
        told = await self._about(download, "trackerStats")
        with reading("not a list of trackers"):
            return tuple(
                Tracker(
                    url=str(one["announce"]),
                    works=_works(one),
                    message=_said(one),
                    seeders=_known(one["seederCount"]),
                    peers=_known(one["leecherCount"]),
                )
                for one in told["trackerStats"]
            )

    @override
    async def set_category(self, download: str, category: str) -> None:
        """Put a label in the place of the first one that is not our tag."""
        await self.create_category(category)
        row = await self._known(download)
        _, others = split_labels(row.labels)
        ours = [label for label in others if label == TAG]
        rest = [label for label in others if label not in (TAG, category)]
        await self._label(row, [*ours, *([category] if category else []), *rest])

    @override
    async def set_limits(self, download: str, limits: ShareLimits) -> None:
        """Set the limits but that of the time to seed, which Transmission does not know."""
        await self._bring(
            await self._known(download),
            lambda now: holds_limits(now.shown.limits, limits),
            limit_fields(limits),
        )

    @override
    async def set_forced(self, download: str, *, forced: bool) -> None:
        row = await self._known(download)
        if forced:
            await self._start_now(row)

    async def _start_now(self, row: Row) -> None:
        """Start a torrent whatever the queue says; what is still being checked loses the order."""
        async for _ in tries(_STARTING):
            await self._act("torrent-start-now", row)
            row = await self._known(row.download.id)
            if not row.stopped and row.download.state not in _WAITING:
                return

    @override
    async def move(self, download: str, place: Place) -> None:
        await self._act(_MOVES[place], await self._known(download))

    @override
    async def add_tags(self, download: str, tags: Collection[str]) -> None:
        row = await self._known(download)
        await self._label(row, [*row.labels, *_parts(tags)])

    @override
    async def remove_tags(self, download: str, tags: Collection[str]) -> None:
        row = await self._known(download)
        gone = set(_parts(tags)) - {TAG}
        await self._label(row, [label for label in row.labels if label not in gone])

    @override
    async def reannounce(self, download: str) -> None:
        await self._act("torrent-reannounce", await self._known(download))

    async def _label(self, row: Row, labels: Iterable[str]) -> None:
        wanted = tuple(dict.fromkeys(labels))
        change = {"labels": list(wanted)}
        await self._bring(row, lambda now: now.labels == wanted, change)

    async def _bring(
        self, row: Row, holds: Callable[[Row], bool], change: Mapping[str, Any]
    ) -> None:
        """Change a torrent until it holds. Raises ``BadAnswer`` if it never does."""
        async for _ in tries():
            if holds(row):
                return
            await self._act("torrent-set", row, change)
            row = await self._known(row.download.id)
        raise BadAnswer("it stayed as it was")

    async def _about(self, download: str, *fields: str) -> Mapping[str, Any]:
        """Ask for more about one torrent. Raises ``UnknownDownload``."""
        row = await self._known(download)
        rows = await self._api.torrents(fields, [row.download.id])
        if not rows:
            raise UnknownDownload
        return rows[0]

    async def _act(
        self, method: str, row: Row, arguments: Mapping[str, Any] | None = None
    ) -> None:
        await self._api.call(method, {"ids": [row.download.id], **(arguments or {})})


def _parts(tags: Iterable[str]) -> list[str]:
    """Return tags as labels: none may hold a comma."""
    return [part for tag in tags for text in tag.split(",") if (part := text.strip())]


def _share(done: Any, size: Any) -> float:
    return fraction(whole(done) / whole(size)) if size else 1.0


def _works(tracker: Mapping[str, Any]) -> bool | None:
    return bool(tracker["lastAnnounceSucceeded"]) if tracker["hasAnnounced"] else None


def _said(tracker: Mapping[str, Any]) -> str:
    """Return what a tracker said, "Success" being nothing to say."""
    succeeded = tracker["lastAnnounceSucceeded"]
    return "" if succeeded else plain(str(tracker["lastAnnounceResult"]))


def _known(told: Any) -> int | None:
    count = whole(told)
    return count if count >= 0 else None
