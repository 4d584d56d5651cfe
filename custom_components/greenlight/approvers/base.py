"""What every way to ask people has in common."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final

from ..engine.request import Request
from ..presentation.asking.news import Missing
from ..presentation.screens import Page, Screen

# What is seen that is of no single request: several questions in one, a test.
DIGEST: Final = "digest"
TEST: Final = "test"
# What a person is told about their own press, where there is no other way.
NOTE: Final = "note"
# What is told once and is of no request; each has a mark behind it.
NEWS: Final = "news"
# Behind the id of a request whose progress is seen beside what was decided.
PROGRESS: Final = "/p"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What is seen at one place of one request, so that it can be changed or taken away later.

    ``request`` is an id, or ``DIGEST`` or ``TEST``. ``place`` is a device or chat of the approver,
    ``message`` what the platform calls it, with ``photo`` if a picture has the text below it.
    ``shown`` is a digest of the screen that is seen, empty while nobody knows, ``at`` when it came there (epoch seconds) and
    ``turned`` when somebody opened the page. ``call`` is for which calling of people it came,
    ``step`` how far its download is there, and a digest ``covers`` questions and their calls; put off,
    it comes again ``later`` (epoch seconds). It ``asks`` while the question is seen, and is not seen any
    more once it ``goes``. Of one that is ``closed`` nothing can be changed any more.
    """

    approver: str
    place: str
    request: str
    message: str = ""
    photo: bool = False
    page: Page = Page.QUESTION
    shown: str = ""
    at: float = 0.0
    turned: float = 0.0
    call: str = ""
    step: str = ""
    covers: tuple[str, ...] = ()
    asks: bool = True
    goes: float = 0.0
    closed: bool = False
    later: float = 0.0

    @property
    def of(self) -> str:
        """Return the id of the request, also for its progress and for what was seen before."""
        return self.request.partition("/")[0]


class NotDelivered(Exception):
    """A place could not be reached: in what way (``key``), and what was said instead.

    With ``gone`` it never will again unless somebody sees to it; ``again_in`` is in how many seconds
    it may be tried again.
    """

    def __init__(
        self,
        key: str,
        detail: str = "",
        *,
        gone: bool = False,
        again_in: float | None = None,
    ) -> None:
        """Keep what is told of it."""
        super().__init__(detail or key)
        self.key = key
        self.detail = detail
        self.gone = gone
        self.again_in = again_in


class Channel[S: Screen](ABC):
    """One approver's way to people: its places, and how something is put there.

    It keeps nothing of what it has shown: whoever calls it does, and brings the ``Copy`` back.
    """

    @property
    @abstractmethod
    def places(self) -> tuple[str, ...]:
        """Return the devices or chats that are there now, in the order of the settings."""

    @abstractmethod
    def screen(self, request: Request, place: str, page: Page) -> S:
        """Return what is to be seen of a request at a place: its question, or what became of it."""

    @abstractmethod
    def digest(self, requests: list[Request], place: str) -> S:
        """Return what is to be seen of several questions in one."""

    @abstractmethod
    def test(self, place: str, answered: str = "") -> S:
        """Return the harmless question, or what is said to whoever ``answered`` it."""

    @abstractmethod
    def news(self, missing: Missing, place: str) -> S:
        """Return what is said of what nothing came for."""

    @abstractmethod
    async def show(self, copy: Copy, screen: S) -> Copy | None:
        """Put a screen where a copy is, or send it anew; return the copy as it is there now.

        None where nothing is left to be changed later. Raises ``NotDelivered``.
        """

    @abstractmethod
    async def clear(self, copy: Copy) -> None:
        """Take a copy away, where that is possible. Raises ``NotDelivered``."""

    def will_be(self, copy: Copy, screen: S) -> str:
        """Return what a screen will be called where it is sent anew, empty if nobody knows before."""
        return ""

    def stays(self, place: str) -> bool:
        """Tell whether what is to be seen for a while only stays there until it is taken away."""
        return False

    async def answered(  # noqa: B027 (most platforms wait for nothing)
        self, press_id: str, bot: str, text: str, alert: bool
    ) -> None:
        """Tell whoever pressed, where the platform waits for that. Never raises."""

    @abstractmethod
    def trouble(self) -> str:
        """Return the key of what keeps this approver from asking, empty if nothing is known."""
