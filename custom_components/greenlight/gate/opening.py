"""Opening: how a request begins, and how people are asked about it anew."""

from typing import Any

from ..engine.options import DownloadOptions
from ..engine.reason import Reason
from ..engine.release import Release
from ..engine.request import Actor, Request, State, opened
from ..engine.rules import LIFETIME, Rule
from ..engine.weighed import Weighed
from .ports import Environment


def expiry(environment: Environment, rule: Rule | None) -> float:
    """Return until when a question that is asked now waits for an answer, in epoch seconds."""
    return environment.now() + (rule.lifetime if rule else LIFETIME)


def afresh(
    environment: Environment, request: Request, rule: Rule | None
) -> dict[str, Any]:
    """Return the changes with which people are asked anew: a new life, and no vote is given."""
    changes: dict[str, Any] = {
        "expires": expiry(environment, rule),
        "later": None,
        "reminded": False,
    }
    if request.ballot is not None:
        changes["ballot"] = request.ballot.emptied()
    return changes


def new_request(
    environment: Environment,
    release: Release,
    *,
    approved: bool,
    tell: bool = False,
    who: Actor,
    why: Reason,
    rule: Rule | None = None,
    reasons: tuple[Reason, ...] = (),
    options: DownloadOptions | None = None,
    client: str | None = None,
    weighed: Weighed | None = None,
    also: tuple[Release, ...] = (),
) -> Request:
    """Return a request for a release, with ``reasons`` a person is shown when asked.

    ``weighed`` is what it was held against, ``also`` what else there is of the same item.
    """
    return opened(
        Request(
            id=environment.new_id(),
            release=release,
            state=State.APPROVED if approved else State.PENDING,
            created=environment.now(),
            expires=expiry(environment, rule),
            rule=rule.id if rule else "",
            rule_name=rule.name if rule else "",
            reasons=reasons,
            options=options or (rule.options if rule else DownloadOptions()),
            pinned=client or (rule.client if rule else None),
            tell=tell,
            weighed=weighed,
            also=also,
            deciders=rule.asking.deciders if rule else frozenset(),
            ballot=rule.asking.ballot() if rule else None,
            then_approve=bool(rule and rule.asking.approve_unanswered and not tell),
        ),
        who=who,
        why=why,
    )
