"""Stored orders: an order as it is written down, and read again."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .options import options_from_dict
from .order import Fate, Order
from .release import Protocol
from .stored import Reading, stored_text, stored_texts


def order_to_dict(order: Order) -> dict[str, Any]:
    """Return what ``order_from_dict`` reads."""
    return {**asdict(order), "hashes": sorted(order.hashes)}


def order_from_dict(data: Mapping[str, Any], read: Reading) -> Order:
    """Read a stored order. What is absurd in it is unknown.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` if there is no telling what it is.
    """
    return Order(
        asker=stored_text(data["asker"]),
        id=stored_text(data["id"]),
        protocol=Protocol(data["protocol"]),
        name=stored_text(data["name"]),
        link=stored_text(data["link"]),
        at=read.time(data.get("at"), 0.0),
        hashes=frozenset(stored_texts(data.get("hashes", []))),
        size=read.whole(data.get("size"), None),
        category=read.text(data.get("category")),
        options=options_from_dict(read.named(data.get("options")), read),
        request=read.text(data.get("request")),
        client=read.text(data.get("client")),
        download=read.text(data.get("download")),
        fate=Fate(data.get("fate", Fate.LIVE)),
        why=read.text(data.get("why")),
        owed=read.flag(data.get("owed"), False),
        further=read.flag(data.get("further"), True),
        seen=read.flag(data.get("seen"), False),
        ended=read.time(data.get("ended"), None),
        grab=read.text(data.get("grab")),
    )
