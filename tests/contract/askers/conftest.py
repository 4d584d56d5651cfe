"""Servers on loopback need sockets, which Home Assistant's test plugin forbids otherwise."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let sockets through; the plugin still refuses to connect to anything but 127.0.0.1."""


@pytest.fixture(autouse=True)
def closed_sessions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what strangers leave open, which another test would be blamed for."""
    opened: list[requests.Session] = []
    begin = requests.Session.__init__

    def remember(session: requests.Session, *args: Any, **named: Any) -> None:
        begin(session, *args, **named)
        opened.append(session)

    monkeypatch.setattr(requests.Session, "__init__", remember)
    yield
    for session in opened:
        session.close()
