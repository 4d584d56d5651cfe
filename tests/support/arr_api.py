"""What a fake Sonarr or Radarr answers about its downloads, and lets be done with them."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from aiohttp import web
from multidict import MultiMapping

from . import arr_clients, arr_queue
from .arr_clients import TORRENT
from .arr_journal import EVENTS
from .arr_offers import PAGE, Offer, stamp
from .arr_orders import Row
from .arr_wire import ClientFailed, ReleaseGone, ReleaseRefused

if TYPE_CHECKING:
    from .fake_arr import FakeArr

_EMPTY: Row = {}
_FAILURES = (ClientFailed, ReleaseGone, ReleaseRefused)


class DownloadsApi:
    """The routes. What is no part of theirs is ``/fake/offers``: what the indexers have."""

    def __init__(self, arr: FakeArr) -> None:
        """Answer for a fake."""
        self._arr = arr
        self._downloads = arr.downloads
        api, one = r"/api/v3", r"/(\d+)"
        for method, path, handler in (
            ("GET", "/history", self._history),
            ("POST", f"/history/failed{one}", self._fail),
            ("GET", "/queue", self._queue),
            ("GET", "/queue/details", self._details),
            ("GET", "/queue/status", self._status),
            ("DELETE", f"/queue{one}", self._drop),
            ("DELETE", "/queue/bulk", self._drop_several),
            ("GET", "/blocklist", self._blocklist),
            ("DELETE", f"/blocklist{one}", self._unblock),
            ("GET", "/downloadclient", self._clients),
            ("GET", f"/downloadclient{one}", self._client),
            ("POST", "/downloadclient", self._add_client),
            ("PUT", f"/downloadclient{one}", self._save_client),
            ("DELETE", f"/downloadclient{one}", self._remove_client),
            ("POST", "/downloadclient/test", self._test_client),
            ("GET", "/config/indexer", self._config),
            ("PUT", f"/config/indexer{one}", self._save_config),
            ("GET", "/release", self._releases),
            ("POST", "/release", self._grab),
        ):
            arr.route(method, f"{api}{path}", handler)
        arr.route("GET", "/fake/offers", self._offers)
        arr.route("PUT", "/fake/offers", self._set_offers)

    # ---------------------------------------------------------------- history

    async def _history(self, request: web.Request, _: str) -> web.Response:
        query = request.query
        wanted = [EVENTS.get(int(one), "") for one in query.getall("eventType", [])]
        rows = [
            self._arr.whole(row, query)
            for row in self._downloads.journal.records(query.get("downloadId", ""))
            if not wanted or row["eventType"] in wanted
        ]
        if query.get("sortDirection") == "ascending":
            rows.reverse()
        return self._paged(request, rows, "date")

    async def _fail(self, request: web.Request, number: str) -> web.Response:
        try:
            self._downloads.fail(int(number))
        except LookupError:
            return self._missing(request)
        return self._arr.json(request, _EMPTY)

    # ------------------------------------------------------------------ queue

    async def _queue(self, request: web.Request, _: str) -> web.Response:
        name = f"includeUnknown{self._arr.work.title()}Items"
        unknown = _flag(request.query, name)
        rows = [
            self._arr.whole(row, request.query)
            for one, row in arr_queue.queue(self._arr)
            if one.offer is not None or unknown
        ]
        return self._paged(request, rows, "timeleft", pulls_back=True)

    async def _details(self, request: web.Request, _: str) -> web.Response:
        rows = [
            self._arr.whole(row, request.query) for _, row in arr_queue.queue(self._arr)
        ]
        return self._arr.json(request, rows)

    async def _status(self, request: web.Request, _: str) -> web.Response:
        return self._arr.json(request, arr_queue.status(self._arr))

    async def _drop(self, request: web.Request, number: str) -> web.Response:
        download = arr_queue.numbers(self._arr).get(int(number))
        if download is None:
            return self._missing(request)
        return await self._dropped(request, [download]) or self._arr.json(
            request, _EMPTY
        )

    async def _drop_several(self, request: web.Request, _: str) -> web.Response:
        known = arr_queue.numbers(self._arr)
        ids = (await request.json())["ids"]
        downloads = list(dict.fromkeys(known[one] for one in ids if one in known))
        return await self._dropped(request, downloads) or self._arr.json(
            request, _EMPTY
        )

    async def _dropped(
        self, request: web.Request, downloads: Iterable[str]
    ) -> web.Response | None:
        """Drop some; what their client refuses costs the whole answer, and blocks nothing."""
        query = request.query
        for download in downloads:
            try:
                await self._downloads.drop(
                    download,
                    remove=_flag(query, "removeFromClient", usual=True),
                    blocklist=_flag(query, "blocklist"),
                    skip=_flag(query, "skipRedownload"),
                )
            except (LookupError, *_FAILURES) as err:
                said = {"message": str(err), "description": f"{err}\n   at x.cs:1"}
                return self._arr.refused(request, 500, said)
        return None

    # -------------------------------------------------------------- blocklist

    async def _blocklist(self, request: web.Request, _: str) -> web.Response:
        rows = list(reversed(self._downloads.journal.blocklist))
        return self._paged(request, rows, "date")

    async def _unblock(self, request: web.Request, number: str) -> web.Response:
        rows = self._downloads.journal.blocklist
        rows[:] = [row for row in rows if row["id"] != int(number)]
        return self._arr.json(request, _EMPTY)

    # ---------------------------------------------------------------- clients

    async def _clients(self, request: web.Request, _: str) -> web.Response:
        rows = [arr_clients.shown(row) for row in self._downloads.clients]
        return self._arr.json(request, rows)

    async def _client(self, request: web.Request, number: str) -> web.Response:
        try:
            row = self._downloads.client(int(number))
        except LookupError:
            return self._missing(request)
        return self._arr.json(request, arr_clients.shown(row))

    async def _add_client(self, request: web.Request, _: str) -> web.Response:
        row = arr_clients.saved(await request.json(), None)
        if refused := await self._tested(request, row):
            return refused
        known = self._downloads.add_client(row)
        return self._arr.json(request, arr_clients.shown(known), status=201)

    async def _save_client(self, request: web.Request, number: str) -> web.Response:
        try:
            before = self._downloads.client(int(number))
        except LookupError:
            return self._missing(request)
        row = arr_clients.saved(await request.json(), before)
        if row["enable"] and (refused := await self._tested(request, row)):
            return refused
        before |= {**row, "id": before["id"]}
        return self._arr.json(request, arr_clients.shown(before), status=202)

    async def _remove_client(self, request: web.Request, number: str) -> web.Response:
        rows = self._downloads.clients
        rows[:] = [row for row in rows if row["id"] != int(number)]
        return self._arr.json(request, _EMPTY)

    async def _test_client(self, request: web.Request, _: str) -> web.Response:
        row = await request.json()
        before = next(
            (one for one in self._downloads.clients if one["id"] == row.get("id")), None
        )
        row = arr_clients.saved(row, before)
        return await self._tested(request, row) or self._arr.json(request, _EMPTY)

    async def _tested(self, request: web.Request, row: Row) -> web.Response | None:
        """Press Test, unless it is to be saved whatever comes of that."""
        if _flag(request.query, "forceSave"):
            return None
        try:
            failures = await self._downloads.drivers.of(row).test()
        except ClientFailed as err:
            failures = [str(err)]
        if not failures:
            return None
        said = [
            {
                "isWarning": False,
                "propertyName": "Host",
                "errorMessage": one,
                "severity": "error",
            }
            for one in failures
        ]
        return self._arr.refused(request, 400, said)

    # --------------------------------------------------------------- releases

    async def _config(self, request: web.Request, _: str) -> web.Response:
        interval = self._downloads.decisions.interval
        row = {"id": 1, "minimumAge": 0, "retention": 0, "maximumSize": 0}
        return self._arr.json(request, {**row, "rssSyncInterval": interval})

    async def _save_config(self, request: web.Request, _: str) -> web.Response:
        row = await request.json()
        self._downloads.decisions.interval = row["rssSyncInterval"]
        return self._arr.json(request, row, status=202)

    async def _releases(self, request: web.Request, _: str) -> web.Response:
        decisions = self._downloads.decisions
        if request.query.keys() & {"movieId", "episodeId", "seriesId"}:
            wanted = self._arr.wanted(request.query)
        else:
            decisions.looks += 1
            wanted = self._downloads.offers
            if decisions.broken:
                said = {"message": decisions.broken, "description": "   at x.cs:1"}
                return self._arr.refused(request, 500, said)
        decisions.known |= {one.guid: one for one in wanted}
        return self._arr.json(request, [self._release(one) for one in wanted])

    def _release(self, offer: Offer) -> Row:
        words = list(self._downloads.decisions.words.get(offer.title, ()))
        waits = offer.title in self._downloads.decisions.waits
        if self._downloads.journal.blocks(offer):
            words, waits = ["Release is blocklisted"], False
        age = offer.age.total_seconds()
        torrent = offer.protocol == TORRENT
        return {
            **self._arr.mapped(offer),
            "id": 0,
            "guid": offer.guid,
            **self._downloads.journal.described(offer),
            "qualityWeight": 1000 + offer.rank,
            "age": int(age // 86400),
            "ageHours": age / 3600,
            "ageMinutes": age / 60,
            "size": offer.size,
            "indexerId": 1,
            "indexer": offer.indexer,
            "title": offer.title,
            "approved": not words,
            "temporarilyRejected": bool(words) and waits,
            "rejected": bool(words) and not waits,
            "rejections": words,
            "publishDate": stamp(offer.published),
            "infoUrl": offer.page,
            "downloadAllowed": True,
            "downloadUrl": f"{PAGE}/download?passkey={'0123456789abcdef' * 2}",
            "infoHash": offer.digest or None,
            "seeders": 7 if torrent else None,
            "leechers": 2 if torrent else None,
            "protocol": offer.protocol,
        }

    async def _grab(self, request: web.Request, _: str) -> web.Response:
        body = await request.json()
        offer = self._downloads.decisions.known.get(body.get("guid", ""))
        if offer is None:
            said = {"message": "Couldn't find requested release in cache, try again"}
            return self._arr.refused(request, 404, said)
        try:
            await self._downloads.grab(offer)
        except (ReleaseGone, ReleaseRefused) as err:
            return self._arr.refused(request, 409, {"message": str(err)})
        except ClientFailed as err:
            return self._arr.refused(request, 500, {"message": str(err)})
        if self._downloads.decisions.lost and request.transport is not None:
            request.transport.abort()
        return self._arr.json(request, body)

    async def _offers(self, request: web.Request, _: str) -> web.Response:
        rows = [offer.to_json() for offer in self._downloads.offers]
        return self._arr.json(request, rows)

    async def _set_offers(self, request: web.Request, _: str) -> web.Response:
        self._downloads.offers = [Offer.from_json(row) for row in await request.json()]
        return self._arr.json(request, _EMPTY)

    # ------------------------------------------------------------------ below

    def _missing(self, request: web.Request) -> web.Response:
        return self._arr.refused(request, 404, {"message": "NotFound"})

    def _paged(
        self,
        request: web.Request,
        rows: Sequence[Any],
        key: str,
        *,
        pulls_back: bool = False,
    ) -> web.Response:
        page = int(request.query.get("page", 1))
        size = int(request.query.get("pageSize", 10))
        direction = request.query.get("sortDirection", "descending")
        shown = rows[(page - 1) * size : page * size]
        if not shown and page > 1 and pulls_back:
            # A page beyond the end of the queue is the last one.
            page = max(len(rows) // size, 1)
            shown = rows[(page - 1) * size : page * size]
        answer = {
            "page": page,
            "pageSize": size,
            "sortKey": key,
            "sortDirection": direction,
            "totalRecords": len(rows),
            "records": list(shown),
        }
        return self._arr.json(request, answer)


def _flag(query: MultiMapping[str], name: str, *, usual: bool = False) -> bool:
    """Return a yes or no of a query, whose names they take in any case."""
    for key, value in query.items():
        if key.lower() == name.lower():
            return value.lower() == "true"
    return usual
