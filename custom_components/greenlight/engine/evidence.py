"""Evidence: what says that two offers are of one release.

A wrong "the same" hides something without a word, a wrong "another" asks once more. So what is not
proved is another release. In this order, the first that applies decides:

1. Info hashes, where both are known: sharing one is proof, and sharing none proves the contrary.
2. A link that somebody handed in: what a source offers under it is that.
3. Sizes that contradict each other (see ``same_size``): another upload, whatever its title.
4. Under titles that differ in spelling at most:
   the same GUID in the same source; the same link (see ``address_of``), wherever it is offered;
   the same date in the same source, where the size or a title that names one release says so,
   too; or, across sources and under other links, the same size, where the titles name one release
   or the size is the same to the byte, and not half a year apart: a title that is posted again
   much later is another upload. Where one does not say its size, as those do not that are announced
   the moment they appear, a title that names one release and was posted elsewhere within the hour.
5. Under other titles: the same GUID and link in the same source, where one title may be a
   correction of the other: no other season, episode or date, and nearly the same name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum
from typing import Final

from .address import address_of
from .candidates import same_numbers
from .files.hashes import same_torrent, two_torrents
from .reading import plain_name, read
from .release import Release
from .request import Request
from .same_release import agree, says_enough, spelled, without_kind
from .same_size import exact, same_size
from .title.trimmings import without_sites

# Seconds after which a release of the same title and size is posted anew.
POSTED_ANEW: Final = 180 * 86400.0
# Seconds within which a release of the same title is posted everywhere.
AT_ONCE: Final = 3600.0
# How alike two names are, from 0 to 1, of which one may be a correction of the other.
_NEARLY: Final = 0.75


class Evidence(IntEnum):
    """What says that two offers are of one release, the weakest first."""

    SIZE = 1
    CORRECTED = 2
    DATE = 3
    LINK = 4
    GUID = 5
    HANDED_IN = 6
    HASH = 7


@dataclass(frozen=True, slots=True)
class Known:
    """A release that is known already: when it was seen (epoch seconds), and what was learned of it.

    ``hashes`` and ``sizes`` (bytes) are those that were told and those that its file has.
    """

    release: Release
    at: float
    hashes: frozenset[str]
    sizes: tuple[int, ...]


def known_as(request: Request) -> Known:
    """Return what is known of a request's release."""
    sizes = tuple(size for size in (request.release.size, request.size) if size)
    return Known(request.release, request.created, request.all_hashes, sizes)


def offered_as(release: Release, at: float) -> Known:
    """Return what an offer itself says."""
    sizes = (release.size,) if release.size else ()
    return Known(release, at, release.hashes, sizes)


def evidence(one: Known, other: Known) -> Evidence | None:
    """Return what says most that two offers are of one release, None if they are two.

    ``one`` was known when the other came.
    """
    a, b = one.release, other.release
    if same_torrent(one.hashes, other.hashes):
        return Evidence.HASH
    if two_torrents(one.hashes, other.hashes):
        return None
    same_link = _same_link(a, b)
    if "" in (a.source, b.source) and same_link:
        return Evidence.HANDED_IN
    near = _near(one.sizes, other.sizes)
    if near is False:
        return None
    same_source = a.source == b.source
    same_guid = same_source and a.guid == b.guid
    if named(a.title) != named(b.title):
        proved = same_guid and same_link and corrects(a.title, b.title)
        return Evidence.CORRECTED if proved else None
    if same_guid:
        return Evidence.GUID
    if same_link:
        return Evidence.LINK
    if same_source and a.published is not None and a.published == b.published:
        return Evidence.DATE if near or _name_one(a, b) else None
    same = _same_post(one, other) if near else _at_once(a, b)
    return Evidence.SIZE if same else None


def may_be(one: Known, other: Known) -> bool:
    """Tell whether an offer may well be what was known, although nothing proves it.

    Both titles name one release, and nothing speaks against it: neither hashes nor sizes, of which one
    may not be told. That is enough where somebody has said no to it, and never to fetch one for the other.
    """
    a, b = one.release, other.release
    if named(a.title) != named(b.title) or two_torrents(one.hashes, other.hashes):
        return False
    return _near(one.sizes, other.sizes) is not False and _same_post(one, other)


def keys(known: Known) -> Iterator[str]:
    """Yield texts of which two offers of one release have at least one in common."""
    release = known.release
    for value in known.hashes:
        yield value[:40]
    yield f"guid {release.source} {release.guid}"
    yield f"link {address_of(release.link) or release.link}"
    yield f"title {named(release.title)}"


def named(title: str) -> str:
    """Return what is the same in all spellings of a title, whichever site lists it."""
    return spelled(without_sites(without_kind(title)))


def corrects(one: str, other: str) -> bool:
    """Tell whether one title may be a correction of the other: of the same item, by all numbers."""
    first, second = read(one), read(other)
    if not same_numbers(first, second):
        return False
    names = plain_name(first.title), plain_name(second.title)
    # How it compares texts takes long for long ones, which no name is.
    alike = SequenceMatcher(None, names[0][:100], names[1][:100], autojunk=False)
    return names[0] == names[1] or alike.ratio() >= _NEARLY


def counts(one: str, other: str) -> bool:
    """Tell whether a correction of a title says something else, and is no matter of spelling."""
    return named(one) != named(other) and not agree(
        read(one), read(other), enough=False
    )


def _same_link(one: Release, other: Release) -> bool:
    if one.link == other.link:
        return True
    address = address_of(one.link)
    return bool(address) and address == address_of(other.link)


def _near(some: tuple[int, ...], others: tuple[int, ...]) -> bool | None:
    """Tell whether two offers are equally large, None if one does not say."""
    if not some or not others:
        return None
    return any(same_size(one, other) for one in some for other in others)


def _same_post(one: Known, other: Known) -> bool:
    """Tell whether two offers of one title and size are the same post, listed in two places."""
    a, b = one.release, other.release
    if a.protocol is not b.protocol:
        return False
    # What was known already and seems to be of later has seen the clock set back.
    apart = other.at - one.at
    if a.published is not None and b.published is not None:
        apart = abs(a.published - b.published)
    if apart > POSTED_ANEW:
        return False
    if _name_one(a, b):
        return True
    return any(exact(size) for size in set(one.sizes) & set(other.sizes))


def _at_once(one: Release, other: Release) -> bool:
    """Tell whether two offers in two places are one post that has only just appeared."""
    if one.protocol is not other.protocol:
        return False
    if (one.source, one.indexer) == (other.source, other.indexer):
        return False
    if one.published is None or other.published is None:
        return False
    apart = abs(one.published - other.published)
    return apart <= AT_ONCE and _name_one(one, other)


def _name_one(one: Release, other: Release) -> bool:
    """Tell whether two titles, the same but for the spelling, name one release and no other."""
    return says_enough(read(one.title)) and says_enough(read(other.title))
