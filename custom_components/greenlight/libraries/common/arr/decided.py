"""A release as Radarr or Sonarr tells it after a look at its indexers, with what it makes of it."""

import re
from typing import Any, Final

from ....engine.address import page_of
from ....engine.decided import Ticket
from ....engine.library.item import Ids
from ....engine.opinion import MOST_WORDS, Ground, Opinion, Stand
from ....engine.release import Flag, Protocol, Release
from ..api import Api
from ..values import flag, moment, objects, of, some, text, texts, whole
from .grounds import ground_of

_MAX_GUID: Final = 4000
_MAX_NAME: Final = 100
_MOST_EPISODES: Final = 500
_MOST_SCORE: Final = 10**7
_HASH: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_IMDB: Final = re.compile(r"tt\d{5,12}")
# What Radarr calls them in a list; Sonarr adds up numbers.
_NAMED: Final = {
    "g_freeleech": Flag.FREELEECH,
    "g_halfleech": Flag.HALF,
    "g_freeleech75": Flag.QUARTER,
    "g_doubleupload": Flag.DOUBLE_UPLOAD,
    "g_internal": Flag.INTERNAL,
    "g_scene": Flag.SCENE,
}
_BITS: Final = {
    1: Flag.FREELEECH,
    2: Flag.HALF,
    4: Flag.DOUBLE_UPLOAD,
    8: Flag.INTERNAL,
    16: Flag.SCENE,
    32: Flag.QUARTER,
}


def release(row: Any, program: str, api: Api) -> Release | None:
    """Return a release without a source, None for what is none, or has no word on what it makes of it."""
    ticket, title = ticket_of(row), text(of(row, "title"))
    protocol = text(of(row, "protocol")).casefold()
    opinion = _opinion(row, program, api)
    if ticket is None or not title or protocol not in Protocol or opinion is None:
        return None
    seeders, leechers = whole(row.get("seeders")), whole(row.get("leechers"))
    digest = text(row.get("infoHash")).lower()
    torrent = protocol == Protocol.TORRENT
    return Release(
        guid=f"{ticket.indexer}_{ticket.guid}",
        title=title,
        link=ticket.link,
        source="",
        protocol=Protocol(protocol),
        size=some(row.get("size")),
        hashes=frozenset({digest})
        if torrent and _HASH.fullmatch(digest)
        else frozenset(),
        seeders=seeders,
        peers=None if seeders is None or leechers is None else seeders + leechers,
        published=moment(row.get("publishDate")),
        page=_page(row.get("infoUrl")),
        ids=_ids(row),
        indexer=api.clean(text(row.get("indexer")))[:_MAX_NAME],
        flags=_flags(row.get("indexerFlags")),
        opinion=opinion,
    )


def ticket_of(row: Any) -> Ticket | None:
    """Return by what a release is asked for, None where that is not told."""
    guid, indexer = of(row, "guid"), some(of(row, "indexerId"))
    if not isinstance(guid, str) or not 0 < len(guid) <= _MAX_GUID or indexer is None:
        return None
    infos = row.get("mappedEpisodeInfo")
    episodes = tuple(
        number for one in objects(infos) if (number := some(one.get("id"))) is not None
    )
    packed = flag(row.get("fullSeason")) is True
    return Ticket(
        guid=guid.encode("utf-8", "replace").decode(),
        indexer=indexer,
        item=some(row.get("mappedMovieId")) or some(row.get("mappedSeriesId")),
        episodes=episodes[:_MOST_EPISODES],
        season=whole(row.get("mappedSeasonNumber")) if packed else None,
    )


def _opinion(row: Any, program: str, api: Api) -> Opinion | None:
    approved, rejected = (flag(of(row, name)) for name in ("approved", "rejected"))
    if approved is None:
        return None
    if approved:
        stand = Stand.APPROVED
    elif flag(row.get("temporarilyRejected")) is True and rejected is not True:
        stand = Stand.WAITS
    else:
        stand = Stand.REJECTED
    score = row.get("customFormatScore")
    sane = isinstance(score, int) and not isinstance(score, bool)
    words = () if approved else texts(row.get("rejections"))
    return Opinion(
        by=program,
        stand=stand,
        words=tuple(filter(None, map(api.clean, words[:MOST_WORDS]))),
        score=score if sane and abs(score) < _MOST_SCORE else None,
        grounds=_grounds(row, stand, words),
    )


def _grounds(
    row: dict[str, Any], stand: Stand, words: tuple[str, ...]
) -> frozenset[Ground]:
    """Return of what kinds its reasons are, none where it could not fetch it even if it was told to."""
    ticket = ticket_of(row)
    could = flag(row.get("downloadAllowed")) is not False
    if stand is Stand.APPROVED or not could or ticket is None or ticket.item is None:
        return frozenset()
    if stand is Stand.WAITS:
        return frozenset({Ground.WAITS})
    return frozenset(map(ground_of, words)) or frozenset({Ground.OTHER})


def _ids(row: dict[str, Any]) -> Ids:
    """Return what the indexer says of the work: 0 is unknown, and IMDb's is a number in Radarr."""
    imdb = row.get("imdbId")
    if (number := some(imdb)) is not None:
        imdb = f"tt{number:07}"
    known = text(imdb)
    return Ids(
        tmdb=some(row.get("tmdbId")),
        tvdb=some(row.get("tvdbId")),
        imdb=known if _IMDB.fullmatch(known) else "",
    )


def _flags(value: Any) -> frozenset[Flag]:
    if isinstance(value, list):
        names = (name.casefold() for name in texts(value))
        return frozenset(_NAMED[name] for name in names if name in _NAMED)
    bits = whole(value) or 0
    return frozenset(one for bit, one in _BITS.items() if bits & bit)


def _page(link: Any) -> str:
    return page_of(link) if isinstance(link, str) and len(link) <= _MAX_GUID else ""
