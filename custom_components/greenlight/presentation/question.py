"""What a question says: what is had and offered, what is better and worse, what is not certain.

Names that are the same in every language (``P7 FEL``) come from the engine; all sentences are
texts. What strangers wrote is as it came: whoever shows it escapes it.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

from ..engine.quality.gains import Gain
from ..engine.question import SMALL_LOSSES, QuestionKind, kind_of, not_asked, work_name
from ..engine.reading import read
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Request
from ..engine.summary import in_words, shown_name
from ..engine.weighed import Shift, There, Weighed, Work
from ..engine.wording import SOURCES
from .saying import Piece, Say, Several, Speaker, say
from .texts import Texts

type View = dict[str, Any]
# What a library, client or source is called, by its subentry.
type NameOf = Callable[[str | None], str | None]

# More of them are in one file of a series, and none of that is read.
MAX_FILES: Final = 10
# How many gains are in the summary, one loss goes with them; and how many losses where nothing is gained.
_MOST_GAINS: Final = 2
_MOST_LOSSES: Final = 2
_MARKS: Final = {"+": "better", "-": "worse", "±": "better_and_worse"}
# What is said once although the engine tells it in several steps.
_WORDS: Final = {
    Gain.ENHANCEMENT_LAYER: "word_picture",
    Gain.LAYER_FROM_P5: "word_picture",
    Gain.LAYER_FROM_HDR: "word_picture",
    Gain.DOLBY_VISION: "word_picture",
    Gain.PROFILE: "word_picture",
    Gain.DYNAMIC_RANGE: "word_picture",
    Gain.RESOLUTION: "word_resolution",
    Gain.SOURCE: "word_source",
    Gain.ATMOS: "word_sound",
    Gain.AUDIO: "word_sound",
    Gain.BITRATE: "word_data_rate",
}
# What is not better but something else.
_OTHERWISE: Final = {
    Gain.PROPER: ("gained_proper", "lost_proper"),
    Gain.GROUP: ("gained_group", "lost_group"),
    Gain.EDITION: ("gained_edition", "lost_edition"),
}
_ROWS: Final = {
    "Picture": "row_picture",
    "Resolution": "row_resolution",
    "Source": "row_source",
    "Audio": "row_audio",
    "Group": "row_group",
    "Edition": "row_edition",
    "Languages": "row_languages",
    "Size": "row_size",
}
# What the table, the arrows and the summary say.
_TOLD: Final = ("gain_", "loss_", "new_title")
_DOLBY_VISION: Final = "Dolby Vision "


def label_of_row(label: str) -> str:
    """Return the key of what a row of the table is about."""
    return _ROWS.get(label, label)


class Questions:
    """Puts into words what a request was held against."""

    def __init__(
        self,
        texts: Texts,
        name_of: NameOf,
        decides: Callable[[str], bool],
        fate: Callable[[Request], str | None] = lambda _: None,
        here: Callable[[str], float | None] = lambda _: None,
    ) -> None:
        """``decides`` tells whether a library sees itself to what becomes of files that are there.

        ``fate`` says in a sentence what becomes of them, None where nobody here decides on that. ``here``
        tells by its id how much of a request on its way is there, 0 to 1, and would be deleted with it; None
        where nothing would be.
        """
        self._here = here
        self._texts = texts
        # None of what is said here tells a time.
        self._speak = Speaker(texts, lambda: 0.0)
        self._name_of = name_of
        self._decides = decides
        self._fate = fate

    def view(self, request: Request) -> View:
        """Return a question as data; sizes are in bytes, an unknown kind or summary is None."""
        weighed = request.weighed or Weighed()
        return {**self.brief(request), "rows": self._rows(weighed)}

    def decided_on(self, request: Request) -> View:
        """Return what is to be seen where a question is answered; nothing of no comparison."""
        if request.weighed is None:
            return {}
        return {
            "summary": self.summary(request),
            "rows": self._rows(request.weighed),
            "replaced": self.replaced(request) or None,
        }

    def _rows(self, weighed: Weighed) -> list[View]:
        return [
            {
                "label": self._texts.text(label_of_row(label)),
                "have": have,
                "offered": offered,
                "mark": _MARKS.get(mark),
            }
            for label, have, offered, mark in weighed.rows
        ]

    def brief(self, request: Request) -> View:
        """Return a question without the table."""
        weighed = request.weighed or Weighed()
        return {
            "kind": kind.value if (kind := kind_of(request)) else None,
            "summary": self.summary(request) or None,
            "item": self.item(request),
            "items": [self.work(work) for work in weighed.works],
            "have": [_file(file) for file in weighed.there[:MAX_FILES]],
            "offered": {
                "quality": self.offered(request) or None,
                "size": request.bytes,
            },
            "gains": self._changes(weighed.gains, "gain"),
            "losses": self._changes(weighed.losses, "loss"),
            "uncertain": self.uncertain(request),
            "replaces": [
                {"name": file.name, "size": file.size}
                for file in weighed.there
                if file.replaced
            ],
            "choices": [choice.value for choice in weighed.choices],
            "also": [self._candidate(one) for one in request.also],
        }

    def item(self, request: Request) -> View | None:
        """Return the work that a request is for, None where no library knows it."""
        work = request.weighed.work if request.weighed else None
        return self.work(work) if work else None

    def work(self, work: Work) -> View:
        """Return a work: by which names and ids the world and the libraries know it."""
        ids = {"tmdb": work.ids.tmdb, "imdb": work.ids.imdb, "tvdb": work.ids.tvdb}
        return {
            "title": work.title,
            "year": work.year,
            "kind": work.kind.value,
            "ids": {name: value for name, value in ids.items() if value},
            "libraries": [
                {"library": self._name_of(library), "id": item}
                for library, item in work.known_to
            ],
        }

    def kind(self, request: Request) -> str:
        """Return what kind of question it is, in a word or two; empty where there is no telling."""
        kind = kind_of(request)
        return self._texts.text(f"kind_{kind}") if kind else ""

    def summary(self, request: Request) -> str:
        """Return in one sentence what would be better and what would be worse."""
        summed_up = self.summed_up(request)
        if summed_up is None:
            return ""
        sentence = self._speak(summed_up)
        return f"{sentence[:1].upper()}{sentence[1:]}"

    def summed_up(self, request: Request) -> Say | None:
        """Return the same before it is put into words, None where nothing is known."""
        weighed, kind = request.weighed, kind_of(request)
        if weighed is None:
            return None
        if kind is QuestionKind.WHICH:
            return say("summary_which", count=len(weighed.works))
        if kind is QuestionKind.SWITCH:
            return self._switched(request, weighed)
        if kind is QuestionKind.REPAIRED and not weighed.losses:
            return say("summary_repaired")
        if weighed.lacking and (weighed.had or weighed.coming):
            return _of_several(weighed)
        if not weighed.there:
            if libraries := self._away(weighed):
                return say("summary_away", libraries=libraries)
            return say("summary_new")
        return _compared(weighed)

    def _switched(self, request: Request, weighed: Weighed) -> Say:
        """Return what would be better than what is on its way, and what becomes of that."""
        compared = _compared(weighed)
        percent = int((self._here(request.switch) or 0.0) * 100 + 1e-9)
        if percent < 1:
            return say("summary_switch", compared=compared)
        much = say("became_percent", percent=percent)
        return say("summary_switch_here", compared=compared, percent=much)

    def changes(self, request: Request) -> list[str]:
        """Return each gain and each loss as ``▲ Dolby Vision P5 → P7 FEL``, none of them twice."""
        weighed = request.weighed or Weighed()
        arrows = [f"▲ {self._change(shift)}" for shift in weighed.gains]
        arrows += [f"▼ {self._change(shift)}" for shift in weighed.losses]
        return list(dict.fromkeys(arrows))

    def _change(self, shift: Shift) -> str:
        theirs = any(shift.kind == one for one in _OTHERWISE)
        return _arrow(shift) if theirs else self._texts.named(_arrow(shift))

    def offered(self, request: Request) -> str:
        """Return the quality that is offered, as its title says it; empty where it says none."""
        return in_words(read(request.release.title).quality)

    def uncertain(self, request: Request) -> list[str]:
        """Return in sentences what is not certain, a library that was away last."""
        weighed = request.weighed or Weighed()
        told = [self._texts.reason(reason) for reason in weighed.uncertain]
        if weighed.away:
            libraries = ", ".join(self._named(weighed.away))
            told.append(self._texts.text("not_asked", libraries=libraries))
        return told

    def replaced(self, request: Request) -> str:
        """Return what becomes of the file that is there, empty where nothing would go.

        Where nobody here decides on that, a library that imports what is downloaded sees to it.
        """
        weighed = request.weighed or Weighed()
        gone = [file for file in weighed.there if file.replaced]
        if not gone:
            return ""
        if (fate := self._fate(request)) is not None:
            return fate
        known = [file.size for file in gone if file.size is not None]
        bytes_gone = self._texts.size(sum(known)) if len(known) == len(gone) else ""
        bytes_gone = bytes_gone or self._texts.text("unknown_size")
        if library := self.decides_on(request):
            return self._texts.text(
                "replaced_by_library", library=library, size=bytes_gone
            )
        return self._texts.text("replaced", size=bytes_gone)

    def decides_on(self, request: Request) -> str:
        """Return what the library is called that decides what becomes of a file, empty for none."""
        work = request.weighed.work if request.weighed else None
        for library, _ in work.known_to if work else ():
            if self._decides(library) and (name := self._name_of(library)):
                return name
        return ""

    def told_apart(self, request: Request) -> Iterable[Reason]:
        """Return the reasons that no part of the question says already."""
        if request.weighed is None:
            return request.reasons
        said = {*request.weighed.uncertain}
        return [
            reason
            for reason in request.reasons
            if reason not in said and not reason.code.startswith(_TOLD)
        ]

    # ------------------------------------------------------------------ parts

    def _changes(self, shifts: Iterable[Shift], code: str) -> list[str]:
        """Return gains or losses in sentences; one that says the same of another kind is none."""
        each = {_arrow(shift): shift for shift in reversed([*shifts])}
        return [
            self._texts.reason(
                Reason(
                    f"{code}_{shift.kind}",
                    (("have", shift.have), ("offered", shift.offered)),
                )
            )
            for shift in reversed(each.values())
        ]

    def _away(self, weighed: Weighed) -> str:
        return ", ".join((*self._named(weighed.away), *not_asked(weighed)))

    def _named(self, libraries: Iterable[str]) -> list[str]:
        return [self._name_of(library) or library for library in libraries]

    def _candidate(self, release: Release) -> View:
        return {
            "title": release.title,
            "name": shown_name(release.title),
            "size": release.size,
            "seeders": release.seeders,
            "source": self._name_of(release.source),
        }


def title_of(request: Request) -> str:
    """Return what a question is about: its work, or its release where no work was read."""
    return work_name(request) or shown_name(request.release.title)


def _of_several(weighed: Weighed) -> Say:
    """Return how many of several episodes are had, and which are on their way."""
    had, of = weighed.had, weighed.episodes
    coming = tuple(filter(None, weighed.coming.split(", ")))
    if not coming:
        return say("summary_pack", had=had, episodes=of)
    named = Several(coming, last=True)
    key = "summary_pack_coming" if had else "summary_only_coming"
    return say(key, had=had, episodes=of, count=len(coming), coming=named)


def _compared(weighed: Weighed) -> Say:
    """Return at most two gains and one loss, two where nothing is gained.

    What is worse in anything that counts is not called as good.
    """
    gains = [shift.kind for shift in weighed.gains]
    better = list(dict.fromkeys(filter(None, map(_word, gains))))[:_MOST_GAINS]
    parts: list[Piece] = []
    if better:
        key = "better_two" if len(better) > 1 else "better_one"
        parts.append(say(key, a=Say(better[0]), b=Say(better[-1])))
    others = filter(None, (_otherwise(one, lost=False) for one in weighed.gains))
    parts += [*others][: _MOST_GAINS - len(better)]
    losses = dict.fromkeys(filter(None, map(_lost, weighed.losses)))
    lesser = any(shift.kind not in SMALL_LOSSES for shift in weighed.losses)
    most = 1 if parts else _MOST_LOSSES
    if not parts and not (lesser and losses):
        parts.append(say("as_good"))
    parts += [*losses][:most]
    return say("summary_compared", parts=Several(tuple(parts)))


def _lost(shift: Shift) -> Say | None:
    if otherwise := _otherwise(shift, lost=True):
        return otherwise
    if shift.kind == Gain.BITRATE:
        return say("lost_data_rate")
    word = _word(shift.kind)
    return say("worse", a=Say(word)) if word else None


def _otherwise(shift: Shift, *, lost: bool) -> Say | None:
    """Return what is not better or worse but something else, None for what is."""
    if shift.kind == Gain.LANGUAGE:
        have, offered = _languages(shift.have), _languages(shift.offered)
        count = len(have - offered if lost else offered - have) or 1
        return say("lost_language" if lost else "gained_language", count=count)
    keys = next((key for kind, key in _OTHERWISE.items() if kind == shift.kind), None)
    return None if keys is None else say(keys[lost], edition=shift.have)


def _file(file: There) -> View:
    return {
        "name": file.name,
        "quality": file.quality or None,
        "size": file.size,
        "replaced": file.replaced,
    }


def _word(kind: str) -> str:
    """Return the key of the word for what is better or worse, empty for what is something else."""
    return next((word for gain, word in _WORDS.items() if gain == kind), "")


def _languages(listed: str) -> set[str]:
    return {name for name in listed.split(", ") if name}


def sides(shift: Shift) -> tuple[str, str]:
    """Return what is there and what is offered instead, as people call it, and nothing twice."""
    have, offered = (SOURCES.get(name, name) for name in (shift.have, shift.offered))
    if shift.kind == Gain.LANGUAGE:
        have, offered = have.title(), offered.title()
    if have.startswith(_DOLBY_VISION):
        offered = offered.removeprefix(_DOLBY_VISION)  # once is enough to read
    return have, offered


def _arrow(shift: Shift) -> str:
    return " → ".join(sides(shift))
