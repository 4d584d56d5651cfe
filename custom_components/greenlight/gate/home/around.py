"""What every step on the way home is given."""

from dataclasses import dataclass, field

from ...clients.base import Client
from ...clients.errors import NotSupported, UnknownDownload
from ...clients.through import File, Through
from ...engine.home.belonging import Belonging
from ...engine.home.dangerous import dangerous, discs, locked_only
from ...engine.home.home import Home
from ...engine.reason import Reason
from ...engine.records import Records
from ...engine.release import Protocol
from ...engine.request import Request, State
from ...engine.rules import Rule
from ...engine.title.parse import Title
from ...libraries.imports import Imports
from ...libraries.scans import Scans
from ..attached import Attached
from ..files import Files
from ..libraries import Libraries
from ..ports import ClientSettings, Environment
from ..requests import Requests

# Files of a download, each with its bytes.
type Listed = tuple[tuple[str, int], ...]


@dataclass(slots=True, kw_only=True)
class Around:
    """The requests, what is attached, and the disks; ``files`` is None where there are none.

    ``records`` are how often groups kept their word.
    """

    requests: Requests
    attached: Attached
    libraries: Libraries
    environment: Environment
    files: Files | None = None
    records: Records = field(default_factory=Records)

    def now(self) -> float:
        """Return the time, in epoch seconds."""
        return self.environment.now()

    def rule(self, request: Request) -> Rule | None:
        """Return the rule of a request, None if it is gone."""
        return self.attached.rule(request.rule)

    def title(self, request: Request) -> Title:
        """Return what the title of a request says, as its rule counts."""
        return self.attached.reads(request.rule)(request.release.title)

    def client(self, request: Request) -> Client | None:
        """Return the client that has it, None if it is gone."""
        return self.attached.clients.get(request.client or "")

    def shares(self, request: Request) -> bool:
        """Tell whether what was downloaded may be shared from where it is, which is kept."""
        client = self.client(request)
        return client is None or client.protocol is Protocol.TORRENT

    def settings(self, request: Request) -> ClientSettings | None:
        """Return how its client is used."""
        return self.attached.settings.get(request.client or "")

    def through(self, client_id: str | None) -> Through | None:
        """Return a client that shows what it has, None if it is gone."""
        client: object = self.attached.clients.get(client_id or "")
        return client if isinstance(client, Through) else None

    def importer(self, library_id: str) -> Imports | None:
        """Return a library that imports, None if it cannot be asked, or does not import."""
        library: object = self.libraries.reachable(library_id)
        return library if isinstance(library, Imports) else None

    def scanner(self, library_id: str) -> Scans | None:
        """Return a media server that can be told to look, None if it cannot be asked."""
        library: object = self.libraries.reachable(library_id)
        return library if isinstance(library, Scans) else None

    async def files_of(self, request: Request) -> Listed | None:
        """Return what was wanted of a download, None where its client cannot say.

        Raises ``ClientError`` while the client cannot be asked.
        """
        files = await self._listed(request)
        if files is None:
            return None
        return tuple((one.name, one.size) for one in files if one.wanted)

    async def belonging(self, request: Request) -> Belonging:
        """Return what tells its files from those of others. Raises ``ClientError``."""
        # What comes from usenet is called otherwise once it is unpacked.
        files = await self._listed(request) if self.shares(request) else None
        return Belonging([(one.name, one.wanted) for one in files or ()])

    async def _listed(self, request: Request) -> tuple[File, ...] | None:
        client = self.through(request.client)
        if client is None or request.download is None:
            return None
        try:
            return await client.files(request.download)
        except NotSupported, UnknownDownload:
            return None


def no_video(files: Listed, otherwise: Reason) -> Reason:
    """Return why there is nothing to bring home in what was downloaded: it may be a disc."""
    return Reason("home_disc") if discs(files) else otherwise


def damage(request: Request, home: Home) -> Reason | None:
    """Return why a person has to say whether it is brought home although something of it is missing.

    None for what is whole as far as its client knows, or is wanted as it is.
    """
    line = request.last_move(State.COMPLETED)
    if home.forced or line is None or line.why.code != "download_damaged":
        return None
    return Reason("home_damaged", line.why.params)


def what_is_dangerous(files: Listed) -> Reason | None:
    """Return why files are never brought home, None if nothing speaks against them."""
    if found := dangerous(name for name, _ in files):
        return Reason("home_dangerous", (("files", ", ".join(found[:5])),))
    if locked_only(files):
        return Reason("home_locked")
    return None
