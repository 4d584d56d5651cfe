"""Set after: what is wished of a download that a library has handed to its client, as far as that is not too late.

Where it is, and under which category, is the library's: it would not find it any more.
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Final

from ..clients.base import Client, Identity
from ..clients.errors import CannotConnect, ClientError, ClientTimeout, SwitchedOff
from ..clients.through import ShareLimits, Through
from ..engine.decided import is_decided
from ..engine.options import DownloadOptions, Priority, asked_for
from ..engine.order import Place
from ..engine.request import Request

_SHARING: Final = {
    "ratio_limit": "ratio",
    "seeding_time": "seeding_time",
    "inactive_seeding_time": "inactive_time",
}
# The options that can be set once a download is there.
SETTABLE: Final = frozenset({"tags", "stopped", "priority", *_SHARING})
_PLACES: Final = {Priority.HIGH: Place.TOP, Priority.LOW: Place.BOTTOM}
# What stands for the client that was asked for, beside the names of options.
CLIENT: Final = "client"

type _Step = tuple[frozenset[str], Callable[[], Awaitable[None]]]


def left_to_library(request: Request, client: Client | None) -> frozenset[str]:
    """Return the names of what is wished of a download that its library or ``client`` do not heed.

    Before it is there the client is None: what could be set in some client is not among them.
    """
    wished = asked_for(request.options)
    left = wished - SETTABLE
    if client is not None:
        there = isinstance(client, Through)
        left = (left | wished & client.lacks) if there else wished
    pinned = request.pinned is not None and request.pinned != request.client
    return left | {CLIENT} if pinned and is_decided(request.release.link) else left


async def set_after(
    client: Client, download: str, options: DownloadOptions
) -> frozenset[str]:
    """Set in a client what can be set of a download that is there; return the names of what was not.

    Set again it is as it was. Raises ``CannotConnect`` or ``ClientTimeout`` of one that does not answer now.
    """
    wished = asked_for(options)
    if not isinstance(client, Through):
        return wished
    left = wished - SETTABLE | wished & client.lacks
    for names, step in _steps(client, client, download, options):
        if names := names & wished - left:
            try:
                await step()
            except SwitchedOff:
                left |= names
            except CannotConnect, ClientTimeout:
                raise
            except ClientError:
                left |= names
    return left


def _steps(
    client: Client, through: Through, download: str, options: DownloadOptions
) -> Iterator[_Step]:
    """Yield what is to be done, and which options that sets. Who is paused comes last: forcing starts it."""
    yield (
        frozenset({"tags"}),
        lambda: through.add_tags(download, options.tags),
    )
    yield frozenset(_SHARING), lambda: _share(through, download, options)
    yield frozenset({"priority"}), lambda: _rank(through, download, options.priority)
    yield frozenset({"stopped"}), lambda: client.pause(download)


async def _share(through: Through, download: str, options: DownloadOptions) -> None:
    """Set how long it is shared; what nobody wishes stays as the library has it."""
    shown = await through.show({download: Identity(id=download)})
    limits = shown[download].limits if download in shown else ShareLimits()
    wished = {
        theirs: value
        for ours, theirs in _SHARING.items()
        if (value := getattr(options, ours)) is not None
    }
    await through.set_limits(download, replace(limits, **wished))


async def _rank(through: Through, download: str, priority: Priority) -> None:
    if priority is Priority.FORCE:
        await through.set_forced(download, forced=True)
    else:
        await through.move(download, _PLACES[priority])
