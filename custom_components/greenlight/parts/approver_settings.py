"""What can be set for an approver, and the settings that its stored data describes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..engine.question import QuestionKind


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
    (``notify.discord``) or entity. ``quiet`` is from when to when nothing is sent, in minutes after
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
    filters: Filters = field(default_factory=Filters)
    quiet: tuple[int, int] | None = None
    digest: bool = False
    unlock: bool = True
    template: str = ""
