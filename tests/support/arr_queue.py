"""The queue of a fake Sonarr or Radarr as its API tells it: a row for each film or episode."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
import zlib

from .arr_downloads import Tracked
from .arr_offers import Offer, stamp
from .arr_orders import Listed, Row, Status

if TYPE_CHECKING:
    from .fake_arr import FakeArr

_LATE: Final = 10**9


def queue(arr: FakeArr) -> list[tuple[Tracked, Row]]:
    """Return all rows, what ends first standing first."""
    tracked = [one for one in arr.downloads.tracked.values() if one.queued]
    tracked.sort(
        key=lambda one: _LATE if one.item.seconds is None else one.item.seconds
    )
    return [
        (one, _row(arr, one, part))
        for one in tracked
        for part in (arr.parts(one.offer) if one.offer else [{}])
    ]


def numbers(arr: FakeArr) -> dict[int, str]:
    """Return which download each row is of."""
    return {row["id"]: one.item.id for one, row in queue(arr)}


def _row(arr: FakeArr, one: Tracked, part: Row) -> Row:
    item = one.item
    left = None if item.seconds is None else timedelta(seconds=item.seconds)
    ends = None if left is None else stamp(datetime.now(UTC) + left)
    state = one.state
    if one.item.status is Status.FAILED and state == "downloading":
        state = "failedPending"
    warned = one.said or item.status is Status.WARNING
    said = [{"title": item.title, "messages": [one.said]}] if one.said else []
    key = f"trackedDownload-{one.client['name']}-{item.id}-{sorted(part.items())}"
    return {
        "id": zlib.crc32(key.encode()) & 0x7FFFFFFF or 1,
        **part,
        **arr.told_in_queue(part),
        **_described(arr, one.offer),
        "size": item.size,
        "title": _stem(item),
        "estimatedCompletionTime": ends,
        "added": stamp(one.added),
        "status": str(item.status),
        "trackedDownloadStatus": "warning" if warned else "ok",
        "trackedDownloadState": state,
        "statusMessages": said,
        "errorMessage": item.message or None,
        "downloadId": item.id,
        "protocol": one.client["protocol"],
        "downloadClient": one.client["name"],
        "downloadClientHasPostImportCategory": False,
        "indexer": one.offer.indexer if one.offer else None,
        "outputPath": item.path or None,
        "sizeleft": item.left,
        "timeleft": None if left is None else _span(left),
    }


def _described(arr: FakeArr, offer: Offer | None) -> Row:
    if offer is not None:
        return arr.downloads.journal.described(offer)
    return {
        "languages": [{"id": 0, "name": "Unknown"}],
        "quality": arr.quality("Unknown"),
        "customFormats": [],
        "customFormatScore": 0,
    }


def _stem(item: Listed) -> str:
    name, dot, kind = item.title.rpartition(".")
    return name if dot and kind in ("mkv", "mp4", "avi") else item.title


def _span(left: timedelta) -> str:
    days, seconds = left.days, left.seconds
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{days}.{text}" if days else text


def status(arr: FakeArr) -> Row:
    """Return how many there are."""
    rows = [row for _, row in queue(arr)]
    unknown = sum(one.offer is None for one, _ in queue(arr))
    warned = any(row["trackedDownloadStatus"] == "warning" for row in rows)
    return {
        "totalCount": len(rows),
        "count": len(rows) - unknown,
        "unknownCount": unknown,
        "errors": False,
        "warnings": warned,
        "unknownErrors": False,
        "unknownWarnings": False,
    }


def stand(
    arr: FakeArr,
    download: str,
    *,
    title: str = "Something",
    state: str = "importPending",
    said: str = "",
    offer: Offer | None = None,
    path: str = "",
) -> Tracked:
    """Have a download stand in the queue that is complete, as if a client had listed it there."""
    known = download.upper()
    item = Listed(
        id=known,
        title=title,
        category=arr.program.casefold(),
        status=Status.COMPLETED,
        size=1000,
        path=path,
    )
    client: Row = {"id": 0, "name": "qBittorrent", "protocol": "torrent"}
    one = Tracked(client, item, offer, state=state, said=said)
    arr.downloads.tracked[known] = one
    return one
