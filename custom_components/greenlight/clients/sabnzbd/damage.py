"""Damage: what SABnzbd calls completed although some of it is missing and nothing has shown it to be whole.

Without repair files it puts together what it has. What was looked for in vain stands in the history, in
the stage ``Download`` (sabnzbd/nzb/object.py, ``set_download_report``, from 3.1 to 5.1): how long it took,
how old it is, and then how many articles were malformed, missing, or other than their duplicates, each
only if there were any. All of it is in SABnzbd's language, so what is read is where it stands and its
numbers.
"""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

# What stands there first of a job that took any time: how long, and behind a colon its age.
_ALWAYS: Final = 2
_COUNT: Final = re.compile(r"\d+")
# What a repair or check that ended well says behind the name of its set, as does what was unpacked:
# sabnzbd/newsunpack.py and postproc.py. How long it took is said of nothing else; how much is lacking
# stands in brackets, and names in quotes.
_WHOLE: Final = re.compile(
    r"""quick.?check|verified|repaired|(?<![\w("'.])\d+\s+[^\W\d]""", re.IGNORECASE
)


def damage(row: Mapping[str, Any]) -> str:
    """Return what is known to be missing of a completed job, empty if it is whole as far as one can tell.

    Whatever was unpacked was whole: archives know what they held. Who has switched off "Post-Process Only
    Verified Jobs" (``safe_postproc``) has jobs completed that could be neither repaired nor unpacked;
    what failed last then stands there still, in any language.
    """
    lacking = sum(map(_count, _lines(row, "Download")))
    ended = [*_lines(row, "Unpack"), *_lines(row, "Repair")]
    whole = any(_WHOLE.search(line.rpartition("]")[2]) for line in ended)
    if not lacking or (whole and not row.get("fail_message")):
        return ""
    return f"{lacking} articles are missing, and nothing was repaired"


def _count(line: str) -> int:
    said = line.split("<br/>")
    if len(said) >= _ALWAYS and ": " in said[1]:
        said = said[_ALWAYS:]
    found = (_COUNT.search(one) for one in said)
    return sum(int(one[0][:9]) for one in found if one)


def _lines(row: Mapping[str, Any], stage: str) -> Iterator[str]:
    """Yield what the history says of a stage."""
    log = row.get("stage_log")
    for said in log if isinstance(log, list) else ():
        if isinstance(said, Mapping) and said.get("name") == stage:
            actions = said.get("actions")
            yield from map(str, actions if isinstance(actions, list) else ())
