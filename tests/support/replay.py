"""Say to a download client what another program says to it, and want of the answers what that wants.

What each program says was written down from its source, one file for each occasion, below
``tests/contract/askers/recorded``. A file ``program.json`` beside them says how it signs in, how it
writes what it sends, with what it reads, and what it makes of a state.
"""

import base64
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
import json
from pathlib import Path
import re
from typing import Any, Final
from urllib.parse import quote, urlencode

from aiohttp import ClientSession, DummyCookieJar
from yarl import URL

from .replay_reads import Unmet, check
from .waiting import until

RECORDED: Final = Path(__file__).parents[1] / "contract/askers/recorded"

type Step = Mapping[str, Any]
type Pairs = Sequence[tuple[str, str]]


@cache
def recorded(program: str, occasion: str) -> Mapping[str, Any]:
    """Return what was written down of a program; ``program`` as the occasion is about all of it."""
    path = RECORDED / program / f"{occasion}.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def programs() -> tuple[str, ...]:
    """Return all programs of which something was written down."""
    return tuple(sorted(path.name for path in RECORDED.iterdir() if path.is_dir()))


def occasions(program: str) -> tuple[str, ...]:
    """Return the occasions on which a program says something."""
    found = (path.stem for path in (RECORDED / program).glob("*.json"))
    return tuple(sorted(name for name in found if name != "program"))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    kind: str
    cookies: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the body as text."""
        return self.body.decode()

    def json(self) -> Any:
        """Return the decoded body."""
        return json.loads(self.body)


@dataclass(slots=True)
class Player:
    """One program that was given an address and what to show there.

    ``base`` is the address with the URL base; the program shows ``key`` where it has one. ``values``
    are what the sequences leave open, such as a magnet link; what the program learns from an answer
    joins them. ``said`` tells the steps and their answers of all that was played, in order.
    """

    program: str
    base: str
    username: str = ""
    password: str = ""
    key: str = ""
    values: dict[str, str | bytes] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    said: list[tuple[str, Answer]] = field(default_factory=list)

    @property
    def about(self) -> Mapping[str, Any]:
        """Return what holds for the program on all occasions."""
        return recorded(self.program, "program")

    def makes_of(self, row: Mapping[str, Any]) -> str:
        """Return in the program's own word what it makes of a row's state."""
        kind, state = (
            ("statuses", row["state"])
            if "state" in row
            else ("usenet_statuses", row["status"])
        )
        known: Mapping[str, str] = self.about[kind]
        return known[state] if state in known else known["*"]

    async def play(self, occasion: str, **values: str | bytes) -> list[Answer]:
        """Say all that the program says on an occasion; return the answers.

        Raises Unmet where it would have stopped, or made something else of an answer.
        """
        self.values |= values
        before = len(self.said)
        async with ClientSession(cookie_jar=DummyCookieJar()) as session:
            for step in recorded(self.program, occasion)["steps"]:
                if self._wanted(step):
                    await self._take(session, occasion, step)
        return [answer for _, answer in self.said[before:]]

    def _wanted(self, step: Step) -> bool:
        if step.get("unless_key") and self.key:
            return False
        if missing := step.get("if_missing"):
            return self._fill(missing) not in self._listed()
        return True

    def _listed(self) -> Any:
        # What was listed last, whatever was done since.
        return next(
            answer.json()
            for _, answer in reversed(self.said)
            if answer.body[:1] == b"{"
        )

    async def _take(self, session: ClientSession, occasion: str, step: Step) -> None:
        tries = step.get("tries")
        if tries is None:
            await self._say(session, occasion, step)
            return

        async def met() -> bool:
            try:
                await self._say(session, occasion, step)
            except Unmet:
                return False
            return True

        await until(
            met, step["path"], seconds=tries["seconds"], pause=tries.get("pause", 0.1)
        )

    async def _say(self, session: ClientSession, occasion: str, step: Step) -> None:
        manner = self.about["sign_in"]
        signed = step.get("signed", True) and occasion != "login" and not self.key
        if signed and not self.cookies and {"when_asked", "once"} & manner.keys():
            await self.play("login")
        answer = await self._send(session, step)
        if signed and answer.status == 403 and "when_asked" in manner:
            self.cookies.clear()
            await self.play("login")
            answer = await self._send(session, step)
        self.said.append((f"{occasion}: {step['method']} {step['path']}", answer))
        try:
            self._demand(step, answer)
        except Unmet as unmet:
            raise Unmet(f"{self.program}, {self.said[-1][0]}: {unmet}") from None

    # ------------------------------------------------------------------ send

    async def _send(self, session: ClientSession, step: Step) -> Answer:
        headers, body = self._body(step)
        query = self._encoded(self._pairs(step.get("query", [])))
        url = self.base.rstrip("/") + step["path"] + (f"?{query}" if query else "")
        async with session.request(
            step["method"],
            URL(url, encoded=True),
            data=body,
            headers={**self._headers(step), **headers},
            skip_auto_headers=("User-Agent", "Content-Type", "Accept"),
            allow_redirects=False,
        ) as response:
            answer = Answer(
                response.status,
                await response.read(),
                response.headers.get("Content-Type", ""),
                tuple(response.headers.getall("Set-Cookie", ())),
            )
        self._keep(answer.cookies)
        return answer

    def _headers(self, step: Step) -> dict[str, str]:
        headers = dict(self.about["headers"]) | dict(step.get("headers", {}))
        if self.key and self.about["sign_in"].get("key"):
            headers["Authorization"] = f"Bearer {self.key}"
        elif self.about["sign_in"].get("basic"):
            pair = f"{self.username}:{self.password}".encode("latin-1")
            headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        if self.cookies and step.get("signed", True):
            headers["Cookie"] = "; ".join(
                f"{name}={value}" if name else value
                for name, value in self.cookies.items()
            )
        return headers

    def _keep(self, cookies: Sequence[str]) -> None:
        if not cookies:
            return
        if self.about["sign_in"].get("cookie") == "whole":
            # The first header as it came, with what is meant for browsers.
            self.cookies[""] = cookies[0]
            return
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value

    def _body(self, step: Step) -> tuple[dict[str, str], bytes | None]:
        if "form" in step:
            pairs = self._pairs(step["form"])
            most = self.about.get("longest_in_form")
            assert not most or all(len(value) <= most for _, value in pairs), "too long"
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            return kind, self._encoded(pairs).encode()
        if "multipart" in step:
            boundary: str = self.about["boundary"]
            kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
            return kind, b"".join(self._parts(step["multipart"], boundary))
        return {}, None

    def _parts(
        self, parts: Sequence[Mapping[str, str]], boundary: str
    ) -> Iterator[bytes]:
        for part in parts:
            named = f'form-data; name="{part["name"]}"'
            if "filename" in part:
                named += f'; filename="{self._fill(part["filename"])}"'
            lines = [f"--{boundary}", f"Content-Disposition: {named}"]
            if "type" in part:
                lines.append(f"Content-Type: {part['type']}")
            yield "\r\n".join([*lines, "", ""]).encode()
            value = self._value(part["value"])
            yield (value.encode() if isinstance(value, str) else value) + b"\r\n"
        yield f"--{boundary}--\r\n".encode()

    def _encoded(self, pairs: Pairs) -> str:
        if self.about["spaces"] == "plus":
            return urlencode(pairs)
        return urlencode(pairs, quote_via=quote, safe="~")

    def _pairs(self, pairs: Pairs) -> list[tuple[str, str]]:
        return [(name, self._fill(value)) for name, value in pairs]

    def _fill(self, text: str) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: str(self._value(found[0])), text)

    def _value(self, text: str) -> str | bytes:
        named = re.fullmatch(r"\{(\w+)\}", text)
        if named is None:
            return self._fill(text)
        own = {"username": self.username, "password": self.password, "key": self.key}
        return (own | self.values)[named[1]]

    # ---------------------------------------------------------------- demand

    def _demand(self, step: Step, answer: Answer) -> None:
        wants: Mapping[str, Any] = step.get("wants", {})
        _demand_status(wants.get("status", self.about["status"]), answer)
        if "text" in wants and answer.text not in wants["text"]:
            raise Unmet(f"the text is none of {wants['text']}: {answer.text!r}")
        if answer.text in wants.get("not_text", []):
            raise Unmet(f"it takes {answer.text!r} for a refusal")
        if not answer.kind.startswith(wants.get("type", "")):
            raise Unmet(f"the content type is not {wants['type']}: {answer.kind!r}")
        if wants.get("cookie") and not answer.cookies:
            raise Unmet("it was given no cookie")
        for word in wants.get("without", []):
            if word in answer.text.lower():
                raise Unmet(f"it takes {word!r} for a refusal: {answer.text!r}")
        if version := wants.get("version"):
            _demand_version(version, answer.text)
        if "json" in wants:
            self._read(wants["json"], answer)
        if "without_key" in wants and answer.json().get(wants["without_key"]):
            raise Unmet(f"it takes that for a refusal: {answer.text!r}")
        if holds := wants.get("holds"):
            self._find(holds, answer)
        if wants.get("tracker_works") and not self._works(answer.json()):
            raise Unmet(f"no tracker of it works: {answer.text}")
        for name, path in step.get("learn", {}).items():
            self.values[name] = _at(path, answer.json())

    def _find(self, wanted: Mapping[str, str], answer: Answer) -> None:
        row = {name: self._fill(value) for name, value in wanted.items()}
        rows = _at(row.pop("in"), answer.json())
        if not any(row.items() <= one.items() for one in rows):
            raise Unmet(f"nothing like {row} is among {rows}")

    def _read(self, wanted: Any, answer: Answer) -> None:
        try:
            value = answer.json()
        except ValueError:
            raise Unmet(f"it is no JSON: {answer.text[:200]!r}") from None
        shape = self.about["reads"][wanted] if isinstance(wanted, str) else wanted
        filled = json.loads(
            re.sub(
                r"\{(\w+)\}",
                lambda found: json.dumps(self._fill(found[0]))[1:-1],
                json.dumps(shape),
            )
        )
        check(
            filled,
            value,
            self.about["reader"],
            statuses=self.about.get("usenet_statuses", {}),
        )

    def _works(self, trackers: Sequence[Mapping[str, Any]]) -> bool:
        for tracker in trackers:
            if tracker["status"] == 0:
                continue
            said = tracker["msg"].lower()
            if any(word in said for word in self.about["unregistered"]):
                return False
            if tracker["status"] == 2:
                return True
        return False


def _at(path: str, value: Any) -> Any:
    for key in path.split("/"):
        try:
            value = value[int(key) if key.isdecimal() else key]
        except LookupError:
            raise Unmet(f"there is no {path}: {value}") from None
    return value


def _demand_status(wanted: Any, answer: Answer) -> None:
    if isinstance(wanted, str):
        # "<400": whatever is no error to it.
        good = answer.status < int(wanted.removeprefix("<"))
    else:
        good = answer.status in wanted
    if not good:
        raise Unmet(f"the status is not {wanted}: {answer.status} {answer.text[:200]}")


# .NET takes two to four numbers, Go's semver three and nothing around them, Medusa whatever is split by dots.
_VERSIONS: Final = {
    "dotnet": r"\s*\d+(\.\d+){1,3}\s*",
    "semver": r"v?\d+(\.\d+){0,2}",
    "integers": r"\s*\d+(\.\d+)*\s*",
    "program": r"v(\d+)\.(\d+)\.(\d+)\S*",
    "in_text": r".*?\d+\.\d+\.(\d+|x).*",
}


def _demand_version(wanted: Mapping[str, str], said: str) -> None:
    # SABnzbd has it in an object, qBittorrent says nothing else.
    with suppress(ValueError, TypeError, KeyError):
        said = json.loads(said)["version"]
    if not re.fullmatch(_VERSIONS[wanted["as"]], said):
        raise Unmet(f"it cannot read the version: {said!r}")
    if _numbers(said) < _numbers(wanted.get("least", "0")):
        raise Unmet(f"the version is below {wanted['least']}: {said!r}")


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]
