"""What is made one by one: what goes wrong is said once each, and what is remembered of it has an end."""

import pytest

from custom_components.greenlight.presentation.card import single
from custom_components.greenlight.presentation.card.single import Singly, sendable


def test_each_is_told_once_until_too_many_are_remembered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(single, "_MOST", 2)
    singly = Singly("Row")
    for key in ("a", "a", "b", "c", "c", "a"):
        assert singly.made(key, lambda: sendable("\ud800")) is None
    assert singly.made("a", lambda: sendable("whole")) == "whole"
    told = [one.message.split()[1] for one in caplog.records]
    assert told == ["a", "b", "c", "a"]
