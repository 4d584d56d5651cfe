"""Sentences: the pieces of a question in words, the same for every channel, none of it escaped."""

from typing import Final

from ...engine.question import QuestionKind
from ..saying import Lasting, Piece, Say, Several, Size, Speaker, When, say
from .ordered import after_a_no
from .told import Disk, Fate, File, Fit, Meant, Named, Other, Row, Tally, Told
from .warned import came_from

# Numbers of which there is a word at the beginning of a sentence.
_IN_WORDS: Final = 9
# Rows that say what strangers call it, in whatever words.
_BY_STRANGERS: Final = frozenset({"row_group", "row_edition", "row_version"})


class Sentences:
    """Puts each piece into words as they are said now."""

    def __init__(self, speak: Speaker) -> None:
        """Know the words."""
        self.speak = speak

    # ------------------------------------------------------------- the head

    def work(self, work: Named) -> str:
        """Return what people call a work: ``Film (2019)``, ``Series S03E04``, ``Series, season 2``."""
        return f"{work.title}{self.behind(work)}"

    def behind(self, work: Named) -> str:
        """Return what stands behind the title of a work."""
        mark = "\N{OBJECT REPLACEMENT CHARACTER}"
        if work.season is not None:
            named = say("work_season", title=mark, season=work.season)
        elif work.run:
            named = say("work_run", title=mark, run=work.run)
        elif work.year is not None:
            named = say("work_year", title=mark, year=work.year)
        else:
            return ""
        return self.speak(named).replace(mark, "")

    def question(self, told: Told) -> str:
        """Return what is asked, in a word or two."""
        if told.tell:
            return self.speak(say("ask_told"))
        return self.speak(say(f"ask_{told.kind or 'unknown'}"))

    def kind(self, told: Told) -> str:
        """Return what kind of question it is, within a line; empty where there is no telling."""
        if told.kind is None:
            return ""
        texts = self.speak.texts
        return texts.within(texts.text(f"kind_{told.kind}"))

    def headline(self, told: Told) -> str:
        """Return of which work what is asked."""
        work = self.work(told.work)
        if told.tell:
            return f"{work} {self.question(told)}"
        return self.speak(say("headline", work=work, question=self.question(told)))

    def summary(self, told: Told) -> str:
        """Return what it is about: who wants it, else or besides what would be better."""
        if told.asker:
            return self.speak(say("asked_by", asker=told.asker))
        wanted = say("wanted_by", asker=told.ordered.name) if told.ordered else ""
        return " ".join(filter(None, (self.speak(wanted), self.compared(told))))

    def compared(self, told: Told) -> str:
        """Return in a sentence what would be better and what worse, empty where nothing is known."""
        sentence = "" if told.summary is None else self.speak(told.summary)
        return f"{sentence[:1].upper()}{sentence[1:]}"

    def against(self, told: Told) -> str:
        """Return how much speaks against a release."""
        count = len(told.warnings)
        number = Say(f"number_{count}") if count <= _IN_WORDS else count
        return self.speak(say("against", count=count, number=number))

    def but(self, told: Told) -> str:
        """Return what it would be, and how much speaks against it."""
        against = self.against(told)
        if told.beneath is None:
            return against
        kind = Say(f"a_{told.beneath}")
        against = self.speak.texts.within(against).rstrip(".")
        return self.speak(say("against_but", kind=kind, against=against))

    def lacking(self, told: Told) -> str:
        """Return which of its episodes are not there, empty where that is not known."""
        return self.speak(say("lacking", episodes=told.lacking)) if told.lacking else ""

    def few(self, told: Told) -> str:
        """Return that hardly anybody shares it, empty where enough do or nobody says."""
        return "" if told.seeders is None or told.seeders > 1 else self.shared(told)

    def size(self, told: Told) -> str:
        """Return how large it is."""
        return self.speak(Size(told.size))

    # ------------------------------------------------------------- have and offered

    def change(self, row: Row) -> str:
        """Return what is there and what is offered instead."""
        have, offered = self.have(row), self.offered(row)
        return self.speak(say("changed", have=have, offered=offered))

    def have(self, row: Row) -> str:
        """Return what is there; empty where there is nothing to hold it against."""
        return self._named(row, row.have)

    def offered(self, row: Row) -> str:
        """Return what is offered."""
        return self._named(row, row.offered)

    def _named(self, row: Row, told: str) -> str:
        return told if row.label in _BY_STRANGERS else self.speak.texts.named(told)

    def label(self, row: Row) -> str:
        """Return what a row is about."""
        return self.speak(Say(row.label))

    def other(self, other: Other, place: int) -> str:
        """Return another release of the same, by its number from 1."""
        return self.speak(say("other", place=place, words=self.of_other(other)))

    def of_other(self, other: Other) -> str:
        """Return what another release is made of, how large it is and who shares it."""
        words = map(self.speak.texts.named, other.words)
        pieces: list[Piece] = [*words, Size(other.size)]
        if other.seeders is not None:
            pieces.append(say("seeders", count=other.seeders))
        return ", ".join(self.speak.each(pieces))

    def meant(self, meant: Meant, place: int) -> str:
        """Return one of several works that may be meant, by its number from 1."""
        one = (
            say("meant", place=place, work=meant.title)
            if meant.year is None
            else say("meant_year", place=place, year=str(meant.year))
        )
        if meant.there and meant.have:
            one = say("meant_have", meant=one, have=meant.have)
        elif meant.there is not None:
            one = say("meant_there" if meant.there else "meant_not", meant=one)
        elif meant.libraries:
            one = say("meant_in", meant=one, libraries=Several(meant.libraries))
        return self.speak(one)

    # ------------------------------------------------------------- what it costs

    def fate(self, file: File) -> str:
        """Return what becomes of the file that is there."""
        size = Size(file.size)
        match file.fate:
            case Fate.KEEP if file.together is None:
                said = say("fate_keep_both")
            case Fate.KEEP:
                said = say("fate_keep", together=Size(file.together))
            case Fate.BIN if not file.days:
                said = say("fate_bin_kept", size=size)
            case Fate.BIN:
                said = say("fate_bin", size=size, days=file.days)
            case Fate.GONE:
                said = say("fate_gone", count=file.files, size=size)
            case Fate.THEIRS:
                said = say("replaced_by_library", library=file.library, size=size)
            case Fate.INSTEAD:
                said = say("replaced", size=size)
        return self.speak(said)

    def room(self, disk: Disk) -> str:
        """Return whether there is room, with what is needed and what is free."""
        return self.speak(
            say(
                f"room_{disk.fit}",
                size=Size(disk.size),
                free=Size(disk.free),
                usable=Size(disk.usable),
                keep=Size(disk.keep),
                left=Size(disk.left),
            )
        )

    def room_short(self, disk: Disk) -> str:
        """Return whether there is room, where the size stands elsewhere."""
        keys = {
            Fit.NONE: "room_short_none",
            Fit.TIGHT: "room_short_tight",
            Fit.UNKNOWN: "room_unknown",
        }
        free, usable, left = Size(disk.free), Size(disk.usable), Size(disk.left)
        key = keys.get(disk.fit, "room_short")
        return self.speak(say(key, free=free, usable=usable, left=left))

    def reckoned(self, disk: Disk) -> str:
        """Return how the room was reckoned."""
        return self.speak(reckoned(disk))

    # ------------------------------------------------------------- until when

    def sure(self, told: Told) -> str:
        """Return how sure all of it is and by what, empty where that stands elsewhere."""
        asked = told.kind is QuestionKind.WHICH or told.unsure or told.tell
        if told.ground is None or asked:
            return ""
        pieces = (told.ground, told.trust, came_from(told.origin))
        return ". ".join(self.speak.each(one for one in pieces if one is not None))

    def deletes(self, told: Told) -> str:
        """Return in a few words what a yes deletes, empty for nothing."""
        file = told.file
        if file is None or not file.deletes:
            return ""
        size = Size(file.size)
        if file.fate is Fate.THEIRS:
            return self.speak(say("may_delete", library=file.library, size=size))
        return self.speak(say("deletes", size=size))

    def until(self, told: Told) -> str:
        """Return until when it waits."""
        time = When(told.until)
        if told.soon:
            # Not what is left now: that would be another text with every look.
            return self.speak(say("until_soon", left=Lasting(told.last), time=time))
        return self.speak(say("until", time=time))

    def deadline(self, told: Told) -> str:
        """Return until when it waits, and what happens if nobody answers."""
        pieces: list[Piece] = [self.until(told)]
        if not told.tell:
            pieces.append(self.then(told))
        if told.votes:
            pieces.append(say("ends_it", count=told.votes.against - told.votes.no))
        return ". ".join(self.speak.each(pieces))

    def then(self, told: Told) -> str:
        """Return what happens if nobody answers."""
        if told.then_rule:
            return self.speak(say("then_yes", rule=told.then_rule))
        return self.speak(say("then_no"))

    def after_a_no(self, told: Told) -> str:
        """Return what follows from a no, empty where nothing is asked.

        It is what the program that ordered it would make of that, else what else is asked about then.
        """
        if told.tell:
            return ""
        if said := after_a_no(told.ordered):
            return self.speak(said)
        if told.ordered or told.votes:
            # A single no is none then.
            return ""
        follows = "next" if told.more else "release"
        if told.kind is QuestionKind.SWITCH:
            follows = "switch"
        return self.speak(say(f"after_no_{follows}"))

    # ------------------------------------------------------------- votes

    def tally(self, votes: Tally) -> str:
        """Return how many have said yes and how many are missing."""
        missing = max(0, votes.need - votes.yes)
        return self.speak(say("tally", count=missing, yes=votes.yes, need=votes.need))

    def tally_short(self, votes: Tally) -> str:
        """Return how many have said yes."""
        return self.speak(say("tally_short", yes=votes.yes, need=votes.need))

    def voters(self, votes: Tally) -> str:
        """Return who has said what, and who has not."""
        you = (self.speak(say("tally_you")),) if votes.awaited else ()
        groups = (
            ("tally_yes", votes.in_favour),
            ("tally_no", votes.opposed),
            ("tally_missing", (*you, *votes.missing)),
        )
        return ". ".join(
            self.speak(Say(key, (("names", Several(names)),)))
            for key, names in groups
            if names
        )

    # ------------------------------------------------------------- small print

    def shared(self, told: Told) -> str:
        """Return by how many it is shared, empty where nobody says."""
        if told.seeders is None:
            return ""
        if told.seeders > 1:
            return self.speak(say("seeders", count=told.seeders))
        return self.speak(say("only_seeder" if told.seeders else "no_seeder"))

    def small(self, told: Told, *, few: bool = True) -> list[str]:
        """Return who shares it, unless it is ``few`` and said elsewhere, how old it is, and whence."""
        age = None if told.age is None else say("age", span=Lasting(told.age))
        rule = say("by_rule", rule=told.rule) if told.rule else None
        shared = self.shared(told) if few or not self.few(told) else ""
        source: Piece = told.source
        if told.ordered and told.source == told.ordered.name:
            source = say("ordered_by", asker=told.source)
        pieces = (shared, age, source, told.group, rule)
        return self.speak.each(piece for piece in pieces if piece)

    def left_out(self, work: Named) -> str:
        """Return what of a name is not shown, empty where all is."""
        if not (work.signs or work.letters):
            return ""
        return self.speak(say("cut_out", signs=work.signs, letters=work.letters))

    def notes(self, told: Told) -> list[str]:
        """Return what else was given as a reason."""
        return self.speak.each(told.notes)

    @staticmethod
    def is_warning(told: Told) -> bool:
        """Tell whether a question warns, so that its yes comes last and is asked for once more."""
        return bool(told.warnings) or told.kind is QuestionKind.WARNING


def reckoned(disk: Disk) -> Say:
    """Return how the room was reckoned, before it is put into words."""
    free, way, keep = Size(disk.free + disk.way), Size(disk.way), Size(disk.keep)
    if disk.way and disk.keep:
        return say("room_how", free=free, way=way, keep=keep)
    if disk.way:
        return say("room_how_way", free=free, way=way)
    return (
        say("room_how_keep", free=free, keep=keep)
        if disk.keep
        else say("room_how_free", free=free)
    )
