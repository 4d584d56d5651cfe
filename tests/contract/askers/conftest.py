"""Servers on loopback need sockets, which Home Assistant's test plugin forbids otherwise."""

import pytest


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let sockets through; the plugin still refuses to connect to anything but 127.0.0.1."""
