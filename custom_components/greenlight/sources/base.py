"""The contract of a source, and the few ways in which one can fail."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import logging
import traceback
from typing import ClassVar

from ..engine.release import Release


class SourceError(Exception):
    """The source, or a file it links to, could not be had. ``key`` names the message shown.

    ``retry_after`` is what the server asked for, in seconds. ``retry`` says whether the same call
    may work later; ``detail`` is the server's own word, without secrets. ``status`` is that of HTTP,
    None where nothing was answered.
    """

    key: ClassVar[str] = "cannot_connect"
    retry: ClassVar[bool] = True
    status: int | None = None

    def __init__(self, detail: str = "", *, retry_after: float | None = None) -> None:
        """Keep the detail apart from the message, which is translated where it is shown."""
        super().__init__(detail or self.key)
        self.detail = detail
        self.retry_after = retry_after


class SourceTimeout(SourceError):
    """The server did not answer in time."""

    key = "timeout"


class SourceTls(SourceError):
    """The encrypted connection could not be made, or its certificate is not trusted."""

    key = "tls_failed"


class SourceAuth(SourceError):
    """The server wants other credentials, a cookie or a passkey."""

    key = "invalid_auth"
    retry = False


class SourceNotFound(SourceError):
    """The server has nothing at that address."""

    key = "not_found"
    retry = False


class SourceBusy(SourceError):
    """The server asks to be left alone for a while (429 or 503)."""

    key = "too_many_requests"


class NotUnderstood(SourceError):
    """The indexer does not take what it was asked: an id, or a way to search (Newznab's 2xx)."""


class SourceTooLarge(SourceError):
    """The answer is larger than is sane."""

    key = "too_large"
    retry = False


class NotAFeed(SourceError):
    """Something else than a feed, or than a torrent file, answers at that address."""

    key = "not_a_feed"
    retry = False


class EmptyAnswer(NotAFeed):
    """Nothing answers at that address: that says nothing about what should be there."""

    key = "empty_answer"
    retry = True


class WebPage(NotAFeed):
    """A page for people answers: that says nothing about what should be there."""

    key = "web_page"
    retry = True


class SourceChallenge(SourceError):
    """The site lets only browsers in. Other credentials would not help."""

    key = "challenge"


class IndexerOff(SourceError):
    """The indexer is switched off where it is kept, or was left alone there after failures."""

    key = "indexer_off"


class NothingToSearch(SourceError):
    """Nothing that a saved search is to search is there and on."""

    key = "nothing_to_search"


class NobodyAnswered(SourceError):
    """None of the indexers that were searched has answered."""

    key = "nobody_answered"


class SourceOff(SourceError):
    """The source is not to be looked at at the moment."""

    key = "switched_off"


def broken_link(err: SourceError) -> bool:
    """Tell whether an indexer can make nothing of a link that it once gave (400, told without more)."""
    return err.status == 400 and err.key == SourceError.key


class NeverHeard(SourceError):
    """Nothing was ever pushed by whoever is to push."""

    key = "never_heard"


class NotPublic(SourceError):
    """No public address could be had there, whether or not there is anything in the own network."""

    key = "not_public"


@contextmanager
def only_source_errors(logger: logging.Logger, what: str) -> Iterator[None]:
    """Turn whatever else is raised into a ``SourceError``: what strangers send must stop nobody."""
    try:
        yield
    except SourceError:
        raise
    except Exception as err:  # noqa: BLE001 - a stranger's answer, read by many hands
        # Where it happened, not what it says: that may quote what was read.
        where = "".join(traceback.format_tb(err.__traceback__))
        kind = type(err).__name__
        logger.warning("%s: something that cannot be read: %s\n%s", what, kind, where)
        raise NotAFeed(type(err).__name__) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """An indexer that has not answered, and why."""

    indexer: str
    why: SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One look at a source.

    ``releases`` is None when the server said that nothing has changed; else all that the source
    offers now, newest as the source orders them. ``broken`` counts items that could not be read,
    ``left_out`` those that were too many: the newest are kept. ``silent`` are the indexers of a source
    with several that have not answered while others have. Unless it is ``all_of_it``, what was offered
    before may be on offer still.
    """

    releases: tuple[Release, ...] | None
    broken: int = 0
    left_out: int = 0
    title: str = ""
    silent: tuple[Silent, ...] = ()
    all_of_it: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """What a link led to: a magnet link or the bytes of a file."""

    magnet: str | None = None
    file: bytes | None = None


class Source(ABC):
    """Where releases come from. Every method raises ``SourceError``.

    ``validators`` is what to store, and to hand to the next object in place of this one, so that it
    asks only for what has changed since the last successful look.
    """

    validators: dict[str, str]

    @abstractmethod
    async def fetch(self) -> Fetched:
        """Look at the source, asking only for what changed since the last successful look."""

    @abstractmethod
    async def payload(self, link: str) -> Payload:
        """Fetch what a release links to, with the source's credentials where they belong."""
