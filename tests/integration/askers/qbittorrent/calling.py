"""A program that calls over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp.test_utils import TestClient

from custom_components.greenlight.const import DOMAIN
from tests.support.fake_desk import PASSWORD

AGENT = "autobrr/1.70.0"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    text: str
    kind: str
    cookie: str
    value: Any


@dataclass(slots=True)
class Program:
    """A program that shows a key, unless told otherwise."""

    client: TestClient
    base: str = f"/api/{DOMAIN}/client/sonarr"
    agent: str = AGENT

    async def call(
        self,
        path: str,
        form: Any = None,
        *,
        method: str | None = None,
        headers: Mapping[str, str] | None = None,
        base: str | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for something, by POST where there is a form."""
        shows = {"Authorization": f"Bearer {PASSWORD}"} if headers is None else headers
        answer = await self.client.request(
            method or ("GET" if form is None else "POST"),
            f"{self.base if base is None else base}{path}",
            params=query,
            data=form,
            headers={"User-Agent": self.agent, **shows},
        )
        kind = answer.headers.get("Content-Type", "")
        return Answer(
            answer.status,
            await answer.text(),
            kind,
            answer.headers.get("Set-Cookie", ""),
            await answer.json() if kind.startswith("application/json") else None,
        )

    async def ask(self, path: str, form: Any = None, **query: str) -> Answer:
        """Ask for something that is there."""
        answer = await self.call(f"/api/v2/{path}", form, query=query)
        assert answer.status == 200, answer.text
        return answer
