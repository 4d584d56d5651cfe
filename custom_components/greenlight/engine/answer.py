"""Answer: what somebody can say to a question, by whatever road it comes."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What an answer does. The values are short, as they travel in buttons of 64 bytes.

    Those of the second block only turn the page of the question that is seen.
    """

    APPROVE = "y"
    APPROVE_ANYWAY = "ya"  # however full the disk is
    KEEP_BOTH = "yb"
    TAKE = "t"  # another candidate; the argument is its place from 0
    SINGLES = "e"  # only what is lacking of a pack, episode by episode
    CHOOSE = "w"  # which work is meant, and approve; the argument is its place from 0
    DECLINE = "n"
    DECLINE_NO_FURTHER = "nf"  # and who ordered it looks for no other
    DECLINE_GROUP = "ng"
    DECLINE_TITLE = "nt"
    DECLINE_GAIN = "nk"
    LATER = "l"  # the argument is one of ``Later``
    ASK_NOW = "a"
    UNDO = "u"
    UNDO_DELETE = "ud"  # and delete the data that is there
    UNDO_KEEP = "uk"
    AGAIN = "r"  # ask about it again, or try again what failed
    CANCEL = "c"
    IMPORT_ANYWAY = "ia"  # what was not imported, whatever speaks against it
    LEAVE = "il"  # where its client saved it
    ALWAYS = "x"  # make the rule and approve
    TEST = "z"
    SHOW = "s"  # one of a list, as a message of its own

    MORE = "pm"
    OTHERS = "po"
    WHEN = "pl"
    DETAILS = "pd"
    REALLY = "pr"
    ALWAYS_HOW = "px"
    DECLINE_MORE = "pn"
    BACK = "pb"


class Later(StrEnum):
    """When somebody wants to be asked again."""

    HOUR = "1"
    TONIGHT = "2"
    TOMORROW = "3"


@dataclass(frozen=True, slots=True)
class Answer:
    """A verb and its argument, which is short and of letters and digits."""

    verb: Verb
    arg: str = ""
