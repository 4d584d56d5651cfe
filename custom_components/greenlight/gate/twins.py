"""Twins: requests that turn out to be for the same download."""

from collections.abc import Mapping
from typing import Final

from ..engine.evidence import evidence, known_as
from ..engine.files.hashes import same_torrent
from ..engine.reason import Reason
from ..engine.release import Protocol
from ..engine.request import SYSTEM, Request, State
from ..engine.same_release import spelled

_ENDS: Final[Mapping[State, State]] = {
    State.PENDING: State.SUPERSEDED,
    State.DOWNLOADING: State.CANCELLED,
}
_SETTLED: Final = frozenset(
    {State.COMPLETED, State.IMPORTED, State.DECLINED, State.CANCELLED}
)


def twin(open_ones: Mapping[str, Request], request: Request) -> Request | None:
    """Return another of the open requests that is on its way with the same download.

    What has no hash is known in a client by its title, so once one of that title was handed over
    it is the only one, although two indexers have links of their own to it.
    """
    for other in open_ones.values():
        if (
            other.id != request.id
            and other.state is not State.PENDING
            and (other.same_as(request) or _same_post(other, request))
        ):
            return other
    return None


def on_its_way(open_ones: Mapping[str, Request], request: Request) -> Request | None:
    """Return another open request by which the same download, or the same release, is on its way."""
    if other := twin(open_ones, request):
        return other
    known = known_as(request)
    for other in open_ones.values():
        if (
            other.id != request.id
            and other.state is not State.PENDING
            and evidence(known_as(other), known)
        ):
            return other
    return None


def had_before(history: Mapping[str, Request], request: Request) -> Request | None:
    """Return an ended request for the same torrent that is there, or that nobody wanted."""
    for other in history.values():
        if other.state in _SETTLED and same_torrent(
            other.all_hashes, request.all_hashes
        ):
            return other
    return None


def _same_post(handed: Request, request: Request) -> bool:
    """Tell whether a usenet client was handed what is called the same."""
    return (
        handed.handed is not None
        and handed.protocol is request.protocol is Protocol.USENET
        and spelled(handed.release.title) == spelled(request.release.title)
    )


def same_as(other: Request) -> Reason:
    """Return why a request ends of which another has the download."""
    return Reason("same_as", (("title", other.release.title),))


def made_moot(
    open_ones: Mapping[str, Request], taken: Request, now: float
) -> list[Request]:
    """Return the end of the others that turn out to be the same as a running download.

    Two may run when two links knew one half each of a hybrid; in one client they are one.
    """
    if taken.state is not State.DOWNLOADING:
        return []
    return [
        request.move(_ENDS[request.state], at=now, who=SYSTEM, why=same_as(taken))
        for request in open_ones.values()
        if request.id != taken.id
        and request.state in _ENDS
        and request.same_as(taken)
        and (request.state is State.PENDING or request.client == taken.client)
    ]


def double(open_ones: Mapping[str, Request], running: Request) -> Request | None:
    """Return another running download that turns out to be the same, in another client."""
    if running.state is not State.DOWNLOADING:
        return None
    for other in open_ones.values():
        if (
            other.state is State.DOWNLOADING
            and other.client != running.client
            and other.same_as(running)
        ):
            return other
    return None
