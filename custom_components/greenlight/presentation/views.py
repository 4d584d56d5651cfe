"""Views: requests, downloads and completed ones as they may be shown.

What is shown is chosen field by field: links, hashes and paths are never among them.
"""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry

from ..clients.base import Download
from ..const import CONF_TYPE
from ..engine.blocked import blocked_mark, is_blocked
from ..engine.explain import readings
from ..engine.ordering import found_by, ordered_by
from ..engine.reading import read
from ..engine.request import JournalEntry, Request
from ..engine.skips import Skip
from ..engine.summary import shown_name
from ..engine.title.parse import Title
from ..gate.gate import Gate
from ..gate.ports import Event
from ..inbox.inbox import Entry
from .activity import Activity
from .asking.fates import file_of
from .asking.sentences import Sentences
from .happenings import type_of
from .made import options_view
from .question import Questions, title_of
from .render import iso
from .saying import Speaker
from .skips import SkipViews
from .texts import Texts

type View = dict[str, Any]

_IMPORTERS: Final = frozenset({"radarr", "sonarr"})

# What is None until a client has told of a download.
_TOLD: Final = (
    "state",
    "download_speed",
    "upload_speed",
    "eta",
    "size",
    "done",
    "seeders",
    "peers",
    "ratio",
    "private",
    "problem",
    "message",
)


class Views:
    """Knows what parts are called, the language of the house and what clients said last."""

    def __init__(self, entry: ConfigEntry[Any], gate: Gate, texts: Texts) -> None:
        """Know where parts, downloads and sentences are found."""
        self._entry = entry
        self._gate = gate
        self.texts = texts
        # None of what becomes of files is told from now.
        self._sentences = Sentences(Speaker(texts, lambda: 0.0))
        self.questions = Questions(
            texts, self.name, self._imports, self._fate, self._here
        )
        self.skips = SkipViews(texts, self.name)
        self._activity = Activity(texts, self.questions)

    def _fate(self, request: Request) -> str | None:
        """Return what becomes of the file that is there, None where nobody here decides on that."""
        meant = self._gate.home.meant(request)
        if meant is None or request.weighed is None:
            return None
        file = file_of(request, request.weighed, meant, self.name(meant.library) or "")
        return None if file is None else self._sentences.fate(file)

    def _here(self, request_id: str) -> float | None:
        """Return how much of a download is there that would be deleted if it were given up."""
        request = self._gate.requests.get(request_id)
        if request is None or request.handed is None:
            # What its client had already stays there.
            return None
        shown = self._gate.downloads.get(request_id)
        return shown.progress if shown else request.progress

    def name(self, part_id: str | None) -> str | None:
        """Return what a client, source or rule is called, None if there is none with that id."""
        part = self._entry.subentries.get(part_id or "")
        return part.title if part else None

    def request(self, request: Request) -> View:
        """Return a request with its journal; times are ISO 8601, sizes in bytes."""
        release = request.release
        return {
            "id": request.id,
            "title": release.title,
            "name": shown_name(release.title),
            "read": read_view(read(release.title)),
            "state": request.state.value,
            "size": release.size,
            "seeders": release.seeders,
            "published": iso(release.published),
            # Only where a person has to see to it there: some sites write keys into addresses.
            "page": (release.page or None) if request.tell else None,
            "tell": request.tell,
            "source": self.name(release.source),
            "rule": found_by(request) or None,
            "created": iso(request.created),
            "expires": iso(request.expires),
            # What an answer says it was given on.
            "seen": self._mark(request),
            "client": self._client(request),
            "category": self.category(request) or None,
            **self._made(request),
            "progress": request.progress,
            "reasons": [self.texts.reason(reason) for reason in request.reasons],
            **self.questions.view(request),
            "journal": [self._line(entry) for entry in request.journal],
        }

    def _mark(self, request: Request) -> str:
        """Return what an answer says it was given on: of a question, or of what came and is not imported."""
        if is_blocked(request):
            return blocked_mark(request)
        return self._gate.home.mark(request)

    def last_line(self, request: Request) -> View:
        """Return a request in brief, with who wrote the last line of its journal and why."""
        entry = request.journal[-1]
        return {
            "request_id": request.id,
            "title": request.release.title,
            "name": shown_name(request.release.title),
            "size": request.release.size,
            "source": self.name(request.release.source),
            "rule": found_by(request) or None,
            "client": self._client(request),
            "who": entry.who.name,
            "reason": self.texts.reason(entry.why),
            **self.questions.brief(request),
        }

    def happened(self, event: Event) -> View:
        """Return what has happened to a request, for automations and the activity."""
        return {
            "type": type_of(event),
            "work": title_of(event.request),
            "message": self._activity.line(event),
            **self.last_line(event.request),
        }

    def facts(self, request: Request) -> list[str]:
        """Return in sentences what a person needs to decide; text from strangers is as it came.

        What a question that was held against a library says elsewhere is not among them.
        """
        release, text = request.release, self.texts.text
        facts = []
        if request.weighed is None or request.bytes is None:
            facts.append(self.texts.size(release.size) or text("unknown_size"))
        if release.seeders is not None:
            facts.append(text("seeders", count=release.seeders))
        if asker := ordered_by(request):
            facts.append(text("ordered_by", asker=asker.name))
        if rule := found_by(request):
            facts.append(text("by_rule", rule=rule))
        facts.append(text("answer_until", time=self.texts.moment(request.expires)))
        reasons = self.questions.told_apart(request)
        return [*facts, *(self.texts.reason(reason) for reason in reasons)]

    def download(self, request: Request) -> View:
        """Return what the client of a request says of its download; nothing yet is None.

        Sizes are in bytes, speeds in bytes per second, ``eta`` in seconds, ``progress`` is 0 to 1.
        """
        download = self._gate.downloads.get(request.id)
        return {
            "request_id": request.id,
            "title": request.release.title,
            "name": shown_name(request.release.title),
            "item": self.questions.item(request),
            "client": self._client(request),
            "progress": request.progress,
            **(_told(download) if download else dict.fromkeys(_TOLD)),
            "category": self.category(request) or None,
            **self._made(request),
        }

    def category(self, request: Request) -> str:
        """Return under what a client has it or is to have it, empty for nothing.

        Where somebody has changed that in the client, it is as that says.
        """
        download = self._gate.downloads.get(request.id)
        return download.category if download else request.options.category

    def _made(self, request: Request) -> View:
        return options_view(request.options, self._gate.takers.ignored(request))

    def completed(self, entry: Entry) -> View:
        """Return an entry of the inbox."""
        return {
            "id": entry.id,
            "title": entry.name,
            "name": shown_name(entry.name),
            "media_type": entry.media.value,
            "category": entry.category,
            "client": self.name(entry.client),
            "completed": iso(entry.at),
            "size": entry.size,
            "request_id": entry.request or None,
            "acknowledged": iso(entry.acknowledged),
        }

    def skip(self, skip: Skip) -> View:
        """Return an entry of what is skipped."""
        return self.skips.view(skip, self._gate.skips.kept.get(skip.id, 0))

    def skip_name(self, skip: Skip) -> str:
        """Return all by which somebody may look for an entry of what is skipped."""
        return f"{skip.title} {self.skips.what(skip)} {skip.who}"

    def _imports(self, library_id: str) -> bool:
        """Tell whether a library takes in what is downloaded and sees to the file it had."""
        part = self._entry.subentries.get(library_id)
        return part is not None and part.data.get(CONF_TYPE) in _IMPORTERS

    def _client(self, request: Request) -> str | None:
        return self.name(request.client or request.pinned)

    def _line(self, entry: JournalEntry) -> View:
        return {
            "at": iso(entry.at),
            "from": entry.before.value if entry.before else None,
            "to": entry.after.value,
            "who": entry.who.name,
            "why": self.texts.reason(entry.why),
        }


def read_view(title: Title) -> View:
    """Return all that was read in a title, and how sure each of it is."""
    return {
        one.name: {"value": one.value, "confidence": one.confidence.value}
        for one in readings(title)
    }


def _told(download: Download) -> View:
    return {
        "state": download.state.value,
        "progress": download.progress,
        "download_speed": download.download_speed,
        "upload_speed": download.upload_speed,
        "eta": download.eta,
        "size": download.size,
        "done": download.done,
        "seeders": download.seeders,
        "peers": download.peers,
        "ratio": download.ratio,
        "private": download.private,
        "problem": download.problem.value if download.problem else None,
        "message": download.message or None,
    }
