"""Stored requests: a request as it is written down, and read again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .ballot import Ballot, Vote
from .home.home_stored import home_from_dict, home_to_dict
from .options import options_from_dict, options_to_dict
from .quality.comparison import Choice
from .reason import reason_from_dict
from .release import release_from_dict, release_to_dict
from .request import MAX_ALSO, Actor, ActorKind, JournalEntry, Request, State, Via
from .stored import MAX_WHOLE, Reading, stored_text, stored_texts
from .weighed_stored import weighed_from_dict, weighed_to_dict


def _optional_text(value: Any) -> str | None:
    return None if value is None else stored_text(value)


def _closed(data: Any, read: Reading) -> dict[str, float]:
    """Return until when which sites are left alone."""
    times = {
        str(site): read.time(until, None) for site, until in read.named(data).items()
    }
    return {site: until for site, until in times.items() if until is not None}


def _once_wished(data: Mapping[str, Any]) -> Any:
    """Return the wished client of a request stored before ``pinned`` had a place of its own."""
    return data["client"] if data["state"] == State.PENDING else None


def request_to_dict(request: Request) -> dict[str, Any]:
    """Return what ``request_from_dict`` reads."""
    return {
        "id": request.id,
        "release": release_to_dict(request.release),
        "state": request.state.value,
        "created": request.created,
        "expires": request.expires,
        "rule": request.rule,
        "rule_name": request.rule_name,
        "reasons": [reason.as_dict() for reason in request.reasons],
        "options": options_to_dict(request.options),
        "pinned": request.pinned,
        "client": request.client,
        "handed": request.handed,
        "download": request.download,
        "hashes": sorted(request.hashes),
        "size": request.size,
        "private": request.private,
        "ignore_space": request.ignore_space,
        **({"outward": True} if request.outward else {}),
        **({"tell": True} if request.tell else {}),
        "attempt": request.attempt,
        **({"closed": dict(request.closed)} if request.closed else {}),
        "stuck_in": request.stuck_in,
        "stuck_since": request.stuck_since,
        "stuck_seen": request.stuck_seen,
        "progress": request.progress,
        "content_path": request.content_path,
        **({"weighed": weighed_to_dict(request.weighed)} if request.weighed else {}),
        **(
            {"also": [release_to_dict(one) for one in request.also]}
            if request.also
            else {}
        ),
        **_asked_how(request),
        **({"home": home_to_dict(request.home)} if request.home else {}),
        "journal": [
            {
                "at": entry.at,
                "from": entry.before,
                "to": entry.after,
                "who": _who(entry.who),
                "why": entry.why.as_dict(),
            }
            for entry in request.journal
        ],
    }


def _asked_how(request: Request) -> dict[str, Any]:
    """Return what there is to say of how people are asked; mostly nothing."""
    ballot = request.ballot
    said = {
        "queued": request.queued or None,
        "later": request.later,
        "reminded": request.reminded or None,
        "unasked": sorted(request.unasked) or None,
        "instead_of": request.instead_of or None,
        "switch": request.switch or None,
        "deciders": sorted(request.deciders) or None,
        "then_approve": request.then_approve or None,
        "choice": request.choice.value if request.choice else None,
        "take_out": request.take_out,
        "ballot": ballot
        and {
            "need": ballot.need,
            "against": ballot.against,
            "weights": dict(ballot.weights),
            "votes": [asdict(vote) for vote in ballot.votes],
        },
    }
    return {key: value for key, value in said.items() if value is not None}


def _who(who: Actor) -> dict[str, Any]:
    told = {"kind": who.kind.value, "id": who.id, "name": who.name}
    return told | ({"via": who.via.value} if who.via else {})


def _ballot(data: Any, read: Reading) -> Ballot | None:
    """Read the votes, None where there are none to be given."""
    if data is None:
        return None
    found = read.named(data)
    return Ballot(
        need=read.whole(found.get("need"), 1) or 1,
        against=read.whole(found.get("against"), 1) or 1,
        weights={
            str(who): read.whole(weight, 1) or 1
            for who, weight in read.named(found.get("weights")).items()
        },
        votes=read.each(found.get("votes"), lambda one: _vote(one, read)),
    )


def _vote(data: Mapping[str, Any], read: Reading) -> Vote:
    """Read a vote. Raises ``KeyError`` or ``TypeError`` if there is no telling whose it is."""
    return Vote(
        who=stored_text(data["who"]),
        name=read.text(data.get("name")),
        yes=read.flag(data["yes"], False),
        weight=read.whole(data.get("weight"), 1) or 1,
        at=read.time(data.get("at"), 0.0),
        fate=None if data.get("fate") is None else read.text(data["fate"]),
    )


def request_from_dict(
    data: Mapping[str, Any], reading: Reading | None = None
) -> Request:
    """Read a stored request. What is absurd in it is unknown, but never who has its download.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` if there is no telling what it is.
    """
    read = reading or Reading()
    journal = read.each(
        read.of(data, "journal"), lambda entry: _entry_from(entry, read)
    )
    began = journal[0].at if journal else 0.0
    created = read.time(read.of(data, "created"), began)
    handed = data.get("handed")
    return Request(
        id=stored_text(data["id"]),
        release=release_from_dict(data["release"], read),
        state=State(data["state"]),
        created=created,
        expires=read.time(read.of(data, "expires"), created),
        rule=read.text(read.of(data, "rule")),
        rule_name=read.text(read.of(data, "rule_name")),
        reasons=read.each(read.of(data, "reasons"), reason_from_dict),
        options=options_from_dict(read.named(read.of(data, "options")), read),
        pinned=_optional_text(data.get("pinned", _once_wished(data))),
        client=_optional_text(data["client"]),
        # Whenever that was, the client may have it.
        handed=None if handed is None else read.time(handed, created),
        download=_optional_text(data["download"]),
        hashes=frozenset(stored_texts(data["hashes"])),
        size=read.whole(data.get("size"), None),
        private=read.flag(data.get("private"), None),
        ignore_space=read.flag(data.get("ignore_space"), False),
        outward=read.flag(data.get("outward"), False),
        tell=read.flag(data.get("tell"), False),
        attempt=_count(data.get("attempt", 0)),
        closed=_closed(data.get("closed", {}), read),
        stuck_in=read.text(data.get("stuck_in")),
        stuck_since=read.time(data.get("stuck_since"), None),
        stuck_seen=read.time(data.get("stuck_seen"), None),
        progress=read.real(read.of(data, "progress"), 0.0, most=1.0),
        content_path=read.text(read.of(data, "content_path")),
        weighed=weighed_from_dict(data.get("weighed"), read),
        also=read.each(data.get("also"), lambda one: release_from_dict(one, read))[
            :MAX_ALSO
        ],
        queued=read.flag(data.get("queued"), False),
        later=read.time(data.get("later"), None),
        reminded=read.flag(data.get("reminded"), False),
        instead_of=read.text(data.get("instead_of")),
        switch=read.text(data.get("switch")),
        unasked=frozenset(read.texts(data.get("unasked"))),
        deciders=frozenset(read.texts(data.get("deciders"))),
        ballot=_ballot(data.get("ballot"), read),
        then_approve=read.flag(data.get("then_approve"), False),
        choice=_choice(data.get("choice"), read),
        take_out=read.flag(data.get("take_out"), None),
        home=home_from_dict(data.get("home"), read),
        journal=journal,
    )


def _choice(data: Any, read: Reading) -> Choice | None:
    found = read.each([] if data is None else [data], Choice)
    return found[0] if found else None


def _count(value: Any) -> int:
    """Return by how much a try differs from those before. Raises ``TypeError``."""
    if isinstance(value, int) and 0 <= value <= MAX_WHOLE:
        return value
    raise TypeError("not a count")


def _entry_from(data: Mapping[str, Any], read: Reading) -> JournalEntry:
    who = read.named(data["who"])
    return JournalEntry(
        read.time(data["at"], 0.0),
        None if data["from"] is None else State(data["from"]),
        State(data["to"]),
        Actor(
            read.one_of(who.get("kind"), ActorKind, ActorKind.SYSTEM),
            read.text(who.get("id")),
            read.text(who.get("name")),
            _via(who.get("via"), read),
        ),
        reason_from_dict(data["why"]),
    )


def _via(data: Any, read: Reading) -> Via | None:
    found = read.each([] if data is None else [data], Via)
    return found[0] if found else None
