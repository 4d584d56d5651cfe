"""What a fake Sonarr or Radarr has written down of its grabs: the history and the blocklist."""

from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from .arr_clients import TORRENT
from .arr_offers import NUMBERS, Offer, stamp
from .arr_orders import Row

if TYPE_CHECKING:
    from .fake_arr import FakeArr

GRABBED: Final = "grabbed"
IMPORTED: Final = "downloadFolderImported"
FAILED: Final = "downloadFailed"
# Their numbers, by which the history is filtered.
EVENTS: Final = {1: GRABBED, 3: IMPORTED, 4: FAILED}


class Journal:
    """``history`` and ``blocklist`` hold rows as the API tells them, the oldest first."""

    def __init__(self, arr: FakeArr) -> None:
        """Have nothing written down."""
        self._arr = arr
        self._numbers = count(1)
        self.history: list[Row] = []
        self.blocklist: list[Row] = []
        # What a blocked release is known by, by the number of its row.
        self._known: dict[int, tuple[str, str]] = {}

    # ---------------------------------------------------------------- history

    def grabbed(self, offer: Offer, download: str, client: Row, source: str) -> None:
        """Write down that a release was grabbed: a record for each episode."""
        self._write(GRABBED, offer, download, offer.data(source, client))

    def imported(self, offer: Offer, download: str, client: Row, path: str) -> None:
        """Write down that a download was imported."""
        data = {
            "fileId": "1",
            "droppedPath": path,
            "importedPath": f"/library/{offer.title}.mkv",
            "downloadClient": client["implementationName"],
            "downloadClientName": client["name"],
            "releaseGroup": offer.title.rpartition("-")[2],
            "customFormatScore": str(offer.score),
            "size": str(offer.size),
        }
        self._write(IMPORTED, offer, download, data)

    def brought(
        self,
        parts: list[Row],
        described: Row,
        *,
        title: str,
        download: str | None,
        data: Row,
    ) -> None:
        """Write down that a file was imported; of which download, only where it was followed."""
        for part in parts:
            self.history.append(
                {
                    "id": next(self._numbers),
                    **part,
                    "sourceTitle": title,
                    **described,
                    "customFormats": [],
                    "customFormatScore": 0,
                    "qualityCutoffNotMet": False,
                    "date": stamp(datetime.now(UTC)),
                    "downloadId": download,
                    "eventType": IMPORTED,
                    "data": data,
                }
            )

    def failed(self, offer: Offer, download: str, client: Row, why: str) -> None:
        """Write down that a download has failed, and block its release."""
        data = {
            "downloadClient": client["implementationName"],
            "downloadClientName": client["name"],
            "message": why,
            "releaseGroup": offer.title.rpartition("-")[2],
            "size": str(offer.size),
            "indexer": offer.indexer,
        }
        self._block(offer, download, why)
        self._write(FAILED, offer, download, data)

    def records(self, download: str = "", event: str = "") -> list[Row]:
        """Return what was written down, the newest first."""
        return [
            row
            for row in reversed(self.history)
            if (not download or row["downloadId"] == download)
            and (not event or row["eventType"] == event)
        ]

    def _write(
        self, event: str, offer: Offer, download: str, data: dict[str, Any]
    ) -> None:
        now = datetime.now(UTC)
        for part in self._arr.parts(offer):
            self.history.append(
                {
                    "id": next(self._numbers),
                    **part,
                    "sourceTitle": offer.title,
                    **self.described(offer),
                    "qualityCutoffNotMet": False,
                    "date": stamp(now),
                    "downloadId": download,
                    "eventType": event,
                    "data": data,
                }
            )

    def described(self, offer: Offer) -> Row:
        """Return what every kind of row says of a release."""
        return {
            "languages": [{"id": 1, "name": "English"}],
            "quality": self._arr.quality(offer.quality),
            "customFormats": [
                {"id": number, "name": name}
                for number, name in enumerate(offer.formats, 1)
            ],
            "customFormatScore": offer.score,
        }

    # --------------------------------------------------------------- blocklist

    def _block(self, offer: Offer, download: str, why: str) -> None:
        number = next(self._numbers)
        torrent = offer.protocol == TORRENT
        self._known[number] = (offer.protocol, download if torrent else "")
        about = {"protocol": offer.protocol, "indexer": offer.indexer, "message": why}
        row = {
            "id": number,
            **self._arr.blocked(offer),
            "sourceTitle": offer.title,
            **self.described(offer),
            "date": stamp(datetime.now(UTC)),
            **about,
        }
        row.pop("customFormatScore")
        self.blocklist.append(row)

    def blocks(self, offer: Offer) -> bool:
        """Tell whether a release is blocked: by its hash where its indexer says one, else by title."""
        for row in self.blocklist:
            protocol, digest = self._known[row["id"]]
            if protocol != offer.protocol:
                continue
            if offer.digest:
                if offer.digest.upper() == digest:
                    return True
            elif (row["sourceTitle"], row["indexer"]) == (offer.title, offer.indexer):
                return True
        return False


__all__ = ["EVENTS", "FAILED", "GRABBED", "IMPORTED", "NUMBERS", "Journal"]
