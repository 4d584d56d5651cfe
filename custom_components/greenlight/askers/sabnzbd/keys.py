"""Keys: what a program shows to be let in, wherever it shows it."""

from collections.abc import Iterator, Mapping

from aiohttp import BasicAuth

from ...door import Given
from .asked import Fields


def given_in(headers: Mapping[str, str], fields: Fields) -> tuple[Given, ...]:
    """Return all that is shown, empty if nothing is."""
    return tuple(_all(headers, fields))


def _all(headers: Mapping[str, str], fields: Fields) -> Iterator[Given]:
    # The mode that only tries a key calls it differently.
    for key in (fields.get("apikey"), fields.get("key"), headers.get("X-Api-Key")):
        if key:
            yield Given(password=key)
    if password := fields.get("ma_password"):
        yield Given(username=fields.get("ma_username") or None, password=password)
    try:
        basic = BasicAuth.decode(headers.get("Authorization", ""), encoding="utf-8")
    except ValueError:
        return
    if basic.password:
        yield Given(username=basic.login or None, password=basic.password)
