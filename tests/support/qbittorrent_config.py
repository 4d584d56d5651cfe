"""Write a qBittorrent configuration that asks nothing and stays on loopback."""

import base64
from dataclasses import dataclass, field
import hashlib
from pathlib import Path
import secrets

from .ports import LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a test may want otherwise; `extra` are whole lines of the [Preferences] group."""

    username: str = "admin"
    password: str = "correct-horse-battery"
    api_key: str = "qbt_GreenlightTestsOnlyKey000001"
    max_failures: int = 5
    ban_seconds: int = 20
    session_seconds: int = 3600
    extra: tuple[str, ...] = field(default=())


def write_config(
    folder: Path, settings: Settings, *, port: int, peer_port: int
) -> None:
    """Write the configuration below a profile folder, unless it is there from an earlier start."""
    path = folder / "qBittorrent/config/qBittorrent.conf"
    if path.exists():
        return
    saves = folder / "saves"
    for needed in (path.parent, saves):
        needed.mkdir(parents=True, exist_ok=True)
    groups = {
        "LegalNotice": ["Accepted=true"],
        "Application": [r"FileLogger\Enabled=false"],
        "BitTorrent": _session(saves, peer_port),
        "Network": ["PortForwardingEnabled=false"],
        # Newer versions move these into a group of their own at their first start.
        "Preferences": [
            *_older_session(saves, peer_port),
            *_web(settings, port),
            *settings.extra,
        ],
    }
    path.write_text(
        "\n".join(
            line for name, lines in groups.items() for line in (f"[{name}]", *lines, "")
        ),
        encoding="utf-8",
    )


def _session(saves: Path, peer_port: int) -> list[str]:
    return [
        r"Session\Interface=lo",
        r"Session\InterfaceName=lo",
        rf"Session\InterfaceAddress={LOOPBACK}",
        rf"Session\Port={peer_port}",
        r"Session\BTProtocol=TCP",
        r"Session\DHTEnabled=false",
        r"Session\LSDEnabled=false",
        r"Session\PeXEnabled=false",
        r"Session\QueueingSystemEnabled=false",
        r"Session\MultiConnectionsPerIp=true",
        r"Session\IgnoreLimitsOnLAN=false",
        rf"Session\DefaultSavePath={saves}",
        r"Session\TempPathEnabled=false",
        r"Session\AddTorrentStopped=false",
        r"Session\RefreshInterval=500",
    ]


def _older_session(saves: Path, peer_port: int) -> list[str]:
    return [
        rf"Connection\PortRangeMin={peer_port}",
        r"Connection\UPnP=false",
        r"Connection\ResolvePeerCountries=false",
        r"Bittorrent\DHT=false",
        r"Bittorrent\LSD=false",
        r"Bittorrent\PeX=false",
        rf"Downloads\SavePath={saves}",
        r"Queueing\QueueingEnabled=false",
    ]


def _web(settings: Settings, port: int) -> list[str]:
    return [
        r"WebUI\Enabled=true",
        rf"WebUI\Address={LOOPBACK}",
        rf"WebUI\Port={port}",
        r"WebUI\UseUPnP=false",
        rf"WebUI\Username={settings.username}",
        rf'WebUI\Password_PBKDF2="@ByteArray({_hashed(settings.password)})"',
        rf"WebUI\APIKey={settings.api_key}",
        r"WebUI\LocalHostAuth=true",
        r"WebUI\AuthSubnetWhitelistEnabled=false",
        rf"WebUI\MaxAuthenticationFailCount={settings.max_failures}",
        rf"WebUI\BanDuration={settings.ban_seconds}",
        rf"WebUI\SessionTimeout={settings.session_seconds}",
    ]


def _hashed(password: str) -> str:
    salt = secrets.token_bytes(16)
    derived = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 100_000, 64)
    return f"{base64.b64encode(salt).decode()}:{base64.b64encode(derived).decode()}"
