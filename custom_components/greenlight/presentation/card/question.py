"""Question: what is told of one, as the card has it, and what can be answered to it."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from ...engine.quality.comparison import Choice
from ...engine.question import QuestionKind
from ...engine.records import Record
from ...engine.request import Request
from ...engine.undo import PUT_OFF, UNDO_WINDOW
from ..asking.buttons import REPLACES
from ..asking.told import Fate, File, Fit, No, Ordered, Row as Differs, Tally, Told
from ..cut import clean
from .pieces import Json, filled, piece_view, piece_views
from .release import from_view, sure_view
from .rooms import room_view
from .works import named_view


def question_view(told: Told, request: Request) -> Json:
    """Return a question as ``Question`` of ``model.ts``, without what differs from person to person."""
    return {
        **_head(told, request),
        "better": _rows(told.better),
        "worse": _rows(told.worse),
        "offered": _rows(told.offered),
        "unsure": piece_views((*told.overruled, *told.unsure)),
        "warnings": piece_views(told.warnings),
        "sure": sure_view(told),
        "until": told.until,
        "last": told.last,
        "asked": request.asked,
        "from": from_view(request, told),
        "others": len(told.others),
        "notes": piece_views(told.notes),
        "links": _links(request),
        **_more(told, request),
    }


def _head(told: Told, request: Request) -> Json:
    return filled(
        {
            "id": told.id,
            "seen": told.mark,
            "kind": told.kind and told.kind.value,
            "beneath": told.beneath and told.beneath.value,
            "tell": told.tell or None,
            "work": named_view(request, told.work),
            "bytes": told.size,
            "summary": None if told.summary is None else piece_view(told.summary),
            "asker": told.asker,
            "ordered": None if told.ordered is None else _ordered(told.ordered),
        }
    )


def _more(told: Told, request: Request) -> Json:
    """Return what not every question has."""
    choices = [
        filled(
            {
                "year": one.year,
                "title": one.title,
                "libraries": list(one.libraries),
                "there": one.there,
                "have": one.have,
            }
        )
        for one in told.meant
    ]
    votes = told.votes
    return filled(
        {
            "file": None if told.file is None else file_view(told.file),
            "record": None if told.record is None else record_view(told.record),
            "room": None if told.disk is None else room_view(told.disk),
            "then_rule": told.then_rule,
            "choices": choices or None,
            "pack": _pack(told, request),
            "votes": None if votes is None else votes_view(votes),
            "later": request.later,
            "later_by": _put_off_by(request),
        }
    )


def _pack(told: Told, request: Request) -> Json | None:
    """Return how many episodes are had of several and which are not, None where all or none are."""
    weighed = request.weighed
    if weighed is None or not told.lacking:
        return None
    return {
        "had": weighed.had,
        "episodes": weighed.episodes,
        "lacking": told.lacking,
    }


def record_view(record: Record) -> Json:
    """Return how often a group kept its word."""
    group = clean(record.group)
    return {"group": group, "kept": record.kept, "of": record.of}


def votes_view(tally: Tally) -> Json:
    """Return how the votes stand."""
    return {
        "need": tally.need,
        "yes": tally.yes,
        "against": tally.against,
        "no": tally.no,
        "in_favour": list(tally.in_favour),
        "opposed": list(tally.opposed),
        "missing": list(tally.missing),
        **({} if tally.mine is None else {"mine": tally.mine}),
        **({"awaited": True} if tally.awaited else {}),
    }


def answers_to(told: Told, *, always: bool, works: bool = False) -> tuple[str, ...]:
    """Return what whoever may decide can answer.

    ``always`` tells whether a rule can be made of it, ``works`` whether it can be said which work it is.
    """
    if told.tell:
        return ("seen",)
    warns = told.kind is QuestionKind.WARNING
    only = ("singles",) if told.singles and not warns else ()
    found = [*only, *_yes(told, warns=warns), "decline", "decline_more", "snooze"]
    if told.others:
        found.append("others")
    if always and not warns:
        found.append("always")
    if works:
        found.append("works")
    return tuple(found)


def _yes(told: Told, *, warns: bool) -> tuple[str, ...]:
    """Return each yes there is, the one that is advised first."""
    if told.kind is QuestionKind.WHICH and told.meant:
        return ("choose",)
    if told.votes is not None:
        return ("vote",)
    both = Choice.KEEP_BOTH in told.choices and len(told.choices) > 1 and not warns
    more = ("keep_both",) if both else ()
    if told.disk is not None and told.disk.fit is Fit.NONE:
        # However it is answered to, there is no room now.
        return ("wait", *(() if warns else ("anyway",)), *more)
    if told.file is not None and told.file.fate in REPLACES:
        return ("replace", *more)
    if told.file is not None and told.file.fate is Fate.KEEP:
        # Where nothing else is offered, a plain yes means just that.
        return ("keep_both",) if Choice.KEEP_BOTH in told.choices else ("approve",)
    return ("approve", *more)


def _rows(rows: Iterable[Differs]) -> list[Json]:
    return [
        filled({"label": one.label, "have": one.have, "offered": one.offered})
        for one in rows
    ]


def file_view(file: File) -> Json:
    """Return what becomes of the file that is there, as ``FileFate`` of ``model.ts``."""
    return filled(
        {
            "fate": file.fate.value,
            "bytes": file.size,
            "files": file.files,
            "together": file.together,
            "days": file.days or None,
            "library": file.library,
        }
    )


def _ordered(ordered: Ordered) -> Json:
    """Return which program waits for it, and what it makes of a no, of which it learns some time after."""
    no = ordered.no
    after = UNDO_WINDOW if no in (No.LOOKS, No.FAILS) else None
    return filled({"name": ordered.name, "no": no and no.value, "told_after": after})


def _put_off_by(request: Request) -> str | None:
    if request.later is None:
        return None
    lines = (one for one in reversed(request.journal) if one.why.code == PUT_OFF)
    line = next(lines, None)
    return clean(line.who.name) if line else None


def _links(request: Request) -> Json:
    """Return the page on the site, only where a person has to see to it there.

    Some sites write keys into addresses.
    """
    page = request.release.page if request.tell else ""
    try:
        # Half a letter is none, and nothing with one could be sent.
        page.encode()
        parts = urlsplit(page)
    except ValueError:
        return {}
    web = parts.scheme in ("http", "https") and parts.hostname
    usable = web and "@" not in parts.netloc
    return {"page": page} if usable else {}
