"""Stored weighings: what a request was held against, as it is written down, and read again.

Open requests are written often, so what is empty is left out, and what is always alike is a list.
"""

from collections.abc import Mapping
from typing import Any

from .library.item import Ids, Kind
from .quality.comparison import Choice
from .reason import reason_from_dict
from .stored import Reading, stored_text, stored_texts
from .weighed import Shift, There, Weighed, Work


def weighed_to_dict(weighed: Weighed) -> dict[str, Any]:
    """Return what ``weighed_from_dict`` reads."""
    return _said(
        {
            "work": _work_to_dict(weighed.work) if weighed.work else None,
            "works": [_work_to_dict(work) for work in weighed.works],
            "rows": [list(row) for row in weighed.rows],
            "gains": [_shift_to_list(shift) for shift in weighed.gains],
            "losses": [_shift_to_list(shift) for shift in weighed.losses],
            "uncertain": [reason.as_dict() for reason in weighed.uncertain],
            "there": [
                _said(
                    {
                        "name": file.name,
                        "quality": file.quality or None,
                        "size": file.size,
                        "replaced": file.replaced or None,
                    }
                )
                for file in weighed.there
            ],
            "choices": [choice.value for choice in weighed.choices],
            "away": list(weighed.away),
            "lacking": weighed.lacking or None,
            "had": weighed.had or None,
            "episodes": weighed.episodes or None,
            "coming": weighed.coming or None,
        }
    )


def weighed_from_dict(data: Any, read: Reading) -> Weighed | None:
    """Read a stored weighing, None where there is none. What is absurd in it is unknown."""
    if data is None:
        return None
    found = read.named(data)
    work = found.get("work")
    known = read.each([] if work is None else [work], lambda one: _work(one, read))
    return Weighed(
        work=known[0] if known else None,
        works=read.each(found.get("works"), lambda one: _work(one, read)),
        rows=read.each(found.get("rows"), _row),
        gains=read.each(found.get("gains"), _shift),
        losses=read.each(found.get("losses"), _shift),
        uncertain=read.each(found.get("uncertain"), reason_from_dict),
        there=read.each(found.get("there"), lambda one: _there(one, read)),
        choices=read.each(found.get("choices"), Choice),
        away=read.texts(found.get("away")),
        lacking=read.text(found.get("lacking")),
        had=read.whole(found.get("had"), 0),
        episodes=read.whole(found.get("episodes"), 0),
        coming=read.text(found.get("coming")),
    )


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, [])}


def _work_to_dict(work: Work) -> dict[str, Any]:
    return _said(
        {
            "kind": work.kind.value,
            "title": work.title,
            "year": work.year,
            "tmdb": work.ids.tmdb,
            "imdb": work.ids.imdb or None,
            "tvdb": work.ids.tvdb,
            "known_to": [list(pair) for pair in work.known_to],
            "there": work.there,
            "have": work.have or None,
        }
    )


def _work(data: Mapping[str, Any], read: Reading) -> Work:
    """Read a work. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if there is no telling which."""
    return Work(
        kind=Kind(data["kind"]),
        title=stored_text(data["title"]),
        year=read.whole(data.get("year"), None),
        ids=Ids(
            tmdb=read.whole(data.get("tmdb"), None),
            imdb=read.text(data.get("imdb")),
            tvdb=read.whole(data.get("tvdb"), None),
        ),
        known_to=read.each(data.get("known_to"), _pair),
        there=there if isinstance(there := data.get("there"), bool) else None,
        have=read.text(data.get("have")),
    )


def _pair(data: Any) -> tuple[str, str]:
    library, item = stored_texts(data)
    return library, item


def _row(data: Any) -> tuple[str, str, str, str]:
    label, have, offered, mark = stored_texts(data)
    return label, have, offered, mark


def _shift_to_list(shift: Shift) -> list[str]:
    return [shift.kind, shift.have, shift.offered]


def _shift(data: Any) -> Shift:
    kind, have, offered = stored_texts(data)
    return Shift(kind, have, offered)


def _there(data: Mapping[str, Any], read: Reading) -> There:
    return There(
        name=stored_text(data["name"]),
        quality=read.text(data.get("quality")),
        size=read.whole(data.get("size"), None),
        replaced=read.flag(data.get("replaced"), False),
    )
