"""One helper takes secrets out of data, addresses and sentences."""

from typing import Any

import pytest

from custom_components.greenlight.presentation.redact import (
    REDACTED,
    redact,
    redact_text,
    redact_url,
)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://site.example/rss?passkey=secret", "https://site.example"),
        ("https://user:secret@site.example:8443/secret#x", "https://site.example:8443"),
        ("http://[::1]:9/secret", "http://::1:9"),
        ("magnet:?xt=urn:btih:secret", "magnet:"),
        ("secret", REDACTED),
        ("http://[secret", REDACTED),
        ("", REDACTED),
    ],
)
def test_an_address_keeps_scheme_and_host(url: str, told: str) -> None:
    assert redact_url(url) == told


def test_addresses_in_a_sentence_are_reduced() -> None:
    text = "no answer from https://site.example/secret and magnet:?xt=secret today"
    assert redact_text(text) == "no answer from https://site.example and magnet: today"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"password": "secret"}, {"password": REDACTED}),
        ({"headers": ["X-Key: secret"]}, {"headers": REDACTED}),
        ({"api_key": "", "cookie": None}, {"api_key": "", "cookie": None}),
        ({"url": "http://a.example/secret"}, {"url": "http://a.example"}),
        ({"deep": [{"link": "secret"}]}, {"deep": [{"link": REDACTED}]}),
        ({"many": frozenset({"magnet:?secret"})}, {"many": ["magnet:"]}),
        ({1: 2.5, "on": True}, {1: 2.5, "on": True}),
        ("plain", "plain"),
    ],
)
def test_data_loses_its_secrets(data: Any, told: Any) -> None:
    assert redact(data) == told
