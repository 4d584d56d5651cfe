"""Buttons: what can be answered to a question, and what each button is called.

Which there are follows from what is told. A short name is for a phone, a long one for everywhere else.
"""

from dataclasses import dataclass
from datetime import time
from typing import Final

from ...engine.answer import Answer, Later, Verb
from ...engine.quality.comparison import Choice
from ...engine.question import QuestionKind, is_series
from ...engine.reading import read
from ...engine.request import Request
from ..saying import Say, Size, say
from ..screens import Button
from .sentences import Sentences
from .told import Fate, Fit, No, Told

# When *tonight* and *tomorrow* are, by the clock of the house.
TONIGHT: Final = time(20)
TOMORROW: Final = time(8)
# Works or candidates with a button of their own.
MOST: Final = 3
# What a gain is called within a sentence, by the label of its row.
_KINDS: Final = {
    "row_picture": "refused_picture",
    "row_resolution": "refused_resolution",
    "row_source": "refused_source",
    "row_audio": "refused_sound",
    "row_version": "refused_version",
    "row_group": "refused_group",
    "row_edition": "refused_edition",
    "row_languages": "refused_languages",
    "row_data_rate": "refused_data_rate",
}
REPLACES: Final = frozenset({Fate.BIN, Fate.GONE, Fate.INSTEAD})


@dataclass(frozen=True, slots=True)
class Buttons:
    """The buttons of one question."""

    told: Told
    request: Request
    sentences: Sentences
    short: bool
    tonight: bool = True

    # ------------------------------------------------------------- yes and no

    @property
    def warns(self) -> bool:
        """Tell whether a yes is asked for once more."""
        return self.sentences.is_warning(self.told)

    @property
    def which(self) -> bool:
        """Tell whether it has to be said first which work is meant."""
        return self.told.kind is QuestionKind.WHICH and bool(self.told.meant)

    def yes(self) -> Button:
        """Return the yes, called by what it does."""
        if self.warns:
            label = "approve" if self.short else "all_the_same"
            return self._button(label, Verb.REALLY)
        return self._yes()

    def really(self) -> Button:
        """Return the yes to a question that warns."""
        label = "approve" if self.short else "really"
        return self._button(label, Verb.APPROVE, yes=True, destructive=self._deletes)

    def no(self) -> Button:
        """Return the no."""
        if self.told.tell:
            return self._button("seen", Verb.DECLINE)
        label = "no" if self.told.votes else "decline"
        if self.told.kind is QuestionKind.SWITCH and not self.told.votes:
            label = "stay"
        return self._button(label, Verb.DECLINE)

    def no_further(self) -> Button | None:
        """Return the no after which its asker looks for no other, None where none can be told that."""
        told = self.told
        looks = told.ordered is not None and told.ordered.no is No.LOOKS
        if not looks or told.tell or told.votes:
            return None
        return self._button("no_further", Verb.DECLINE_NO_FURTHER)

    def choose(self) -> list[Button]:
        """Return a yes for each work that may be meant."""
        years = [one.year for one in self.told.meant]
        apart = None not in years and len(set(years)) == len(years)
        return [
            self._button(
                say("button_choose", which=str(one.year if apart else place + 1)),
                Verb.CHOOSE,
                str(place),
                yes=True,
            )
            for place, one in enumerate(self.told.meant[:MOST])
        ]

    def _yes(self) -> Button:
        told, disk, file = self.told, self.told.disk, self.told.file
        if told.votes:
            label: str | Say = "yes"
            if not self.short:
                yes, need = told.votes.yes, told.votes.need
                label = say("button_yes_tally", yes=yes, need=need)
            return self._button(label, Verb.APPROVE, yes=True)
        if disk is not None and disk.fit is Fit.NONE:
            label = "approve" if self.short else "wait"
        elif told.kind is QuestionKind.SWITCH:
            label = "switch"
        elif file is not None and file.fate in REPLACES:
            label = "replace" if self.short else "approve_replace"
        elif file is not None and file.fate is Fate.KEEP:
            label = "both" if self.short else "approve_both"
            # Where nothing else is offered, a plain yes means just that.
            offered = Choice.KEEP_BOTH in told.choices
            verb = Verb.KEEP_BOTH if offered else Verb.APPROVE
            return self._button(label, verb, yes=True)
        else:
            label = "approve"
        return self._button(label, Verb.APPROVE, yes=True, destructive=self._deletes)

    @property
    def _deletes(self) -> bool:
        """Tell whether a yes deletes a file for good."""
        return self.told.file is not None and self.told.file.fate is Fate.GONE

    # ------------------------------------------------------------- what else

    def anyway(self) -> Button | None:
        """Return the yes for which there is no room, None where there is."""
        disk = self.told.disk
        if disk is None or disk.fit is not Fit.NONE or self.warns or self.which:
            return None
        label: str | Say = "anyway"
        if not self.short:
            label = say("button_anyway_left", left=Size(disk.left))
        return self._button(label, Verb.APPROVE_ANYWAY, yes=True)

    def others(self) -> Button | None:
        """Return the way to the other candidates, None where there are none."""
        count = len(self.told.others)
        if not count or self.told.tell:
            return None
        return self._button(say("button_others", count=count), Verb.OTHERS)

    def singles(self) -> Button | None:
        """Return the yes to what is lacking of a pack alone, None where not all of it is offered so."""
        names = self.told.singles
        if not names or self.warns or self.which:
            return None
        label = say("button_only", count=len(names))
        if not self.short:
            label = say("button_only_these", episodes=self.told.lacking)
        return self._button(label, Verb.SINGLES, yes=True)

    def both(self) -> Button | None:
        """Return the yes that keeps the file that is there, None where that is not offered."""
        choices = self.told.choices
        if Choice.KEEP_BOTH not in choices or len(choices) < 2 or self.warns:
            return None
        disk, file = self.told.disk, self.told.file
        room = disk is None or disk.fit is not Fit.NONE
        if file is not None and file.fate is Fate.KEEP and room and not self.told.votes:
            # The yes says so already.
            return None
        return self._button("both", Verb.KEEP_BOTH, yes=True)

    def later(self) -> Button | None:
        """Return the way to put it off, None for what is only told."""
        return None if self.told.tell else self._button("later", Verb.WHEN)

    def always(self, rule: str) -> Button | None:
        """Return the way to a rule, None where none can be written from it."""
        if not rule or self.warns or self.which or self.told.tell or self.told.votes:
            return None
        return self._button("always", Verb.ALWAYS_HOW)

    # ------------------------------------------------------------- pages

    def take(self) -> list[Button]:
        """Return a yes for each other candidate, called by its number and where there is room its size."""
        return [
            self._button(
                say("button_take", place=place + 1),
                Verb.TAKE,
                str(place),
                words="" if self.short else f"{place + 1} · {self._size(other.size)}",
                yes=True,
            )
            for place, other in enumerate(self.told.others[:MOST])
        ]

    def when(self) -> list[Button]:
        """Return the times until which it can be put off; tonight only as long as it is to come."""
        clock = self.sentences.speak.texts.clock
        times = [("hour", Later.HOUR, "")]
        if self.tonight:
            times.append(("tonight", Later.TONIGHT, clock(TONIGHT)))
        times.append(("tomorrow", Later.TOMORROW, clock(TOMORROW)))
        return [
            self._button(
                say(f"button_{name}_at", time=at) if at and not self.short else name,
                Verb.LATER,
                later.value,
            )
            for name, later, at in times
        ]

    def decline_more(self) -> list[Button]:
        """Return what else can be declined along with a release."""
        told = self.told
        found = []
        if told.group:
            by = say("button_everything_by", group=told.group)
            words = told.group if self.short else ""
            found.append(self._button(by, Verb.DECLINE_GROUP, words=words))
        weighed = self.request.weighed
        work = weighed.work if weighed else None
        series = is_series(work, read(self.request.release.title))
        found.append(self._button("series" if series else "film", Verb.DECLINE_TITLE))
        if told.worse or told.better:
            found.append(self._button(self._of_kind(), Verb.DECLINE_GAIN))
        return found

    def _of_kind(self) -> Say:
        """Return what a no to this kind of change covers: its losses, else its gains."""
        worse, better = self.told.worse, self.told.better
        if len(worse) == 1:
            return Say(f"no_more_{worse[0].label}")
        if worse:
            return Say("no_more_losses")
        if len(better) == 1 and (kind := _KINDS.get(better[0].label)):
            return say("no_more_gain", kind=self.sentences.speak(Say(kind)))
        return Say("no_more_gains")

    def make_rule(self) -> Button:
        """Return the yes that makes a rule."""
        return self._button("make_rule", Verb.ALWAYS, yes=True)

    def turn(self, label: str, verb: Verb) -> Button:
        """Return a way to another page."""
        return self._button(label, verb)

    def _size(self, size: int | None) -> str:
        return self.sentences.speak(Size(size))

    def _button(
        self,
        label: str | Say,
        verb: Verb,
        arg: str = "",
        *,
        words: str = "",
        yes: bool = False,
        destructive: bool = False,
    ) -> Button:
        """Return a button by the last part of its text's key, by what is said, or in such ``words``."""
        said = Say(f"button_{label}") if isinstance(label, str) else label
        return Button(
            label=words or self.sentences.speak(said),
            answer=Answer(verb, arg),
            yes=yes,
            destructive=destructive,
        )
