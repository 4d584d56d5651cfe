"""Where: what was downloaded may be moved after it was complete, by its client or by hand."""

from typing import Final

from ...clients.errors import ClientError
from ...engine.home.home import Home, Step
from ...engine.lately import lately
from ...engine.request import Request
from ..identity import identity_of
from .around import Around

# Why something waits that was not found where its client had saved it.
_LOST: Final = frozenset({"home_not_seen", "home_files_away", "home_no_path"})
# Seconds for which what its client has just said is true.
_JUST: Final = 60.0


def may_have_moved(request: Request, home: Home, now: float) -> bool:
    """Tell whether its client is to be asked once more before anything is done with its files."""
    if home.why is not None and home.why.code in _LOST:
        return True
    move = request.last_move()
    just = move is not None and lately(move.at, _JUST, now=now)
    return home.step is Step.WAITING and not just


async def where_it_is(around: Around, request: Request) -> Request:
    """Return a request with the place where its client has it now.

    A client that does not answer, or does not have it any more, says nothing of that. Raises
    ``LedgerError``.
    """
    client = around.client(request)
    if client is None:
        return request
    try:
        found = await client.find(identity_of(request))
    except ClientError:
        return request
    path = found.download.content_path if found else ""
    if not path or path == request.content_path:
        return request
    return await around.requests.amend(request.id, content_path=path)
