"""A Prowlarr with two indexers for those who have Greenlight in the house."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, Self

from custom_components.greenlight.const import SOURCE
from tests.contract.sources.contract import SECRET
from tests.contract.sources.indexers import FakeIndexer, FakeProwlarr
from tests.contract.sources.site import Site

from .scene import part

FILM = "Film.One.2026.1080p.WEB-DL-GRP"
PROWLARR = "prowlarr0"


class House:
    """A Prowlarr with two indexers, of which each answers at an address of its own, too."""

    def __init__(self, site: Site) -> None:
        """Have one of them offer a film."""
        self.site = site
        self.oak = FakeIndexer(3, "Oak", offers=(FILM,))
        self.elm = FakeIndexer(4, "Elm", usenet=True)
        self.prowlarr = FakeProwlarr(site, self.oak, self.elm)

    @classmethod
    @asynccontextmanager
    async def open(cls) -> AsyncGenerator[Self]:
        """Run it on loopback."""
        site = await Site().start()
        try:
            yield cls(site)
        finally:
            await site.stop()

    @property
    def indexer(self) -> str:
        """Return where one of them answers."""
        return f"{self.site.url}/3/api"

    def torznab(self, **changed: Any) -> dict[str, Any]:
        """Return what a person fills in for an indexer."""
        filled = {"url": self.indexer, "api_key": SECRET}
        return filled | {"interval": 15, "verify_ssl": True} | changed

    def first(self, **changed: Any) -> dict[str, Any]:
        """Return what a person fills in for Prowlarr at first."""
        filled = {"url": self.site.url, "api_key": SECRET, "verify_ssl": True}
        return filled | changed

    def stored(self, **changed: Any) -> Any:
        """Return Prowlarr as it is set up."""
        data = self.first(type="prowlarr", interval=15, **changed)
        return part(SOURCE, PROWLARR, "Trees", data)

    def find(self, *titles: str) -> None:
        """Have both of them find these, each some of them."""
        self.oak.finds, self.elm.finds = titles[::2], titles[1::2]

    def searched(self) -> list[dict[str, str]]:
        """Return the searches that were made, without those that only look for what is new."""
        asked = (*self.oak.asked, *self.elm.asked)
        return [one for one in asked if {"q", "imdbid", "tvdbid"} & one.keys()]
