"""What can be set for an approver, and the settings that its stored data describes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry

from .. import const
from ..engine.library.item import Kind as WorkKind
from ..engine.question import QuestionKind
from .setting import (
    ENABLED,
    Setting,
    UnusablePart,
    lines,
    number,
    one_of,
    some_of,
    switch,
    template,
    text,
    time_of_day,
)

_MAX_GAINS: Final = 12


class ApproverKind(StrEnum):
    """A way to reach people. The notice in Home Assistant itself is always there and is none of them."""

    COMPANION = "companion"
    TELEGRAM = "telegram"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which questions an approver puts; nothing chosen leaves nothing out.

    ``rules`` are ids, ``media`` is ``movie`` or ``series``, ``min_gains`` is how many gains an upgrade
    has at least.
    """

    rules: frozenset[str] = frozenset()
    media: frozenset[str] = frozenset()
    kinds: frozenset[QuestionKind] = frozenset()
    min_gains: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverSettings:
    """How a person wants to be asked.

    ``devices`` are config entry ids of Home Assistant's mobile app. ``bot`` is the config entry id of
    a Telegram bot, ``chats`` are ids there, and ``people`` say whose Telegram id is which person of
    Home Assistant, empty for somebody whom only Telegram knows. ``action`` is a notify action
    (``notify.discord``) or entity, ``recipients`` whom it is told to reach. ``quiet`` is from when to when nothing is sent, in minutes after
    midnight of the house. With ``digest`` several questions come as one. ``unlock`` wants a phone
    unlocked for every yes. ``template`` is a text of one's own, in Jinja.
    """

    id: str
    name: str
    kind: ApproverKind
    enabled: bool = True
    devices: tuple[str, ...] = ()
    bot: str = ""
    chats: tuple[int, ...] = ()
    people: Mapping[int, str] = field(default_factory=dict, hash=False)
    names: Mapping[int, str] = field(default_factory=dict, hash=False)
    action: str = ""
    recipients: tuple[str, ...] = ()
    filters: Filters = field(default_factory=Filters)
    quiet: tuple[int, int] | None = None
    digest: bool = False
    unlock: bool = True
    template: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        """Return the devices or chats that are set, whether or not they can be reached now."""
        return (*self.devices, *map(str, self.chats), self.action)


KIND: Final = one_of(
    const.CONF_TYPE, ApproverKind, "approver_kind", ApproverKind.COMPANION
)
DEVICES: Final = lines(const.CONF_DEVICES)
BOT: Final = text(const.CONF_BOT)
CHATS: Final = lines(const.CONF_CHATS)
ACTION: Final = text(const.CONF_NOTIFY_ACTION)
RECIPIENTS: Final = lines(const.CONF_RECIPIENTS)
RULES: Final = lines(const.CONF_RULES)
MEDIA: Final = some_of(
    const.CONF_MEDIA, tuple(one.value for one in WorkKind), "work_kind"
)
KINDS: Final = some_of(
    const.CONF_KINDS, tuple(one.value for one in QuestionKind), "question_kind"
)
MIN_GAINS: Final = number(const.CONF_MIN_GAINS, 0, _MAX_GAINS)
QUIET_FROM: Final = time_of_day(const.CONF_QUIET_FROM)
QUIET_TO: Final = time_of_day(const.CONF_QUIET_TO)
DIGEST: Final = switch(const.CONF_DIGEST, default=False)
UNLOCK: Final = switch(const.CONF_UNLOCK, default=True)
TEMPLATE: Final = template(const.CONF_TEMPLATE)

# What the folded sections of an approver's form ask for; rules are chosen by their names.
WHICH: Final[tuple[Setting, ...]] = (MEDIA, KINDS, MIN_GAINS)
WHEN: Final[tuple[Setting, ...]] = (QUIET_FROM, QUIET_TO, DIGEST)
HOW: Final[tuple[Setting, ...]] = (UNLOCK, TEMPLATE)

# What is stored of each who may answer in Telegram, by their id there.
PERSON: Final = "person"
NAME: Final = "name"


def settings_of(subentry: ConfigSubentry) -> ApproverSettings:
    """Return the settings of an approver. Raises ``UnusablePart``."""
    try:
        return read(subentry.subentry_id, subentry.title, subentry.data)
    except (LookupError, TypeError, ValueError, AttributeError) as err:
        raise UnusablePart(f"what is stored of it makes no sense ({err})") from err


def read(part_id: str, name: str, data: Mapping[str, Any]) -> ApproverSettings:
    """Return the settings that stored data describes.

    Raises ``LookupError``, ``TypeError``, ``ValueError`` or ``AttributeError`` for what no form has
    filled in.
    """
    known = data.get(const.CONF_TELEGRAM_PEOPLE, {})
    return ApproverSettings(
        id=part_id,
        name=name,
        kind=ApproverKind(data[KIND.key]),
        enabled=ENABLED.of(data),
        devices=tuple(DEVICES.of(data)),
        bot=BOT.of(data) or "",
        chats=tuple(map(int, CHATS.of(data))),
        people={int(one): str(who[PERSON]) for one, who in known.items()},
        names={int(one): str(who[NAME]) for one, who in known.items()},
        action=ACTION.of(data) or "",
        recipients=tuple(RECIPIENTS.of(data)),
        filters=Filters(
            rules=frozenset(RULES.of(data)),
            media=frozenset(MEDIA.of(data)),
            kinds=_kinds(KINDS.of(data)),
            min_gains=int(MIN_GAINS.of(data) or 0),
        ),
        quiet=_quiet(data),
        digest=DIGEST.of(data),
        unlock=UNLOCK.of(data),
        template=TEMPLATE.of(data) or "",
    )


def minutes(clock: str) -> int:
    """Return how many minutes after midnight a time is, as ``22:30:00``. Raises ``ValueError``."""
    at = time.fromisoformat(clock)
    return at.hour * 60 + at.minute


def _quiet(data: Mapping[str, Any]) -> tuple[int, int] | None:
    begins, ends = QUIET_FROM.of(data), QUIET_TO.of(data)
    if not (begins and ends):
        return None
    quiet = minutes(begins), minutes(ends)
    # From a time until the same time is a whole day, in which nobody would ever be asked.
    return quiet if quiet[0] != quiet[1] else None


def _kinds(chosen: Iterable[str]) -> frozenset[QuestionKind]:
    """Return of which kinds somebody is asked: what is worse was among what is as good before it had a name."""
    kinds = frozenset(map(QuestionKind, chosen))
    return kinds | {QuestionKind.WORSE} if QuestionKind.DUPLICATE in kinds else kinds
