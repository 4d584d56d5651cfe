"""What we say of ourselves, as Radarr 6 and Sonarr 4 do (``SystemController.GetStatus``)."""

from typing import Any, Final

from ..sources.pushes import Posing
from .door import ADDRESS

# Versions that programs know how to talk to.
VERSIONS: Final = {Posing.RADARR: "6.0.4.10291", Posing.SONARR: "4.0.17.2952"}
_APPS: Final = {Posing.RADARR: "Radarr", Posing.SONARR: "Sonarr"}


def status(posing: Posing, path: str) -> dict[str, Any]:
    """Return the status; the name of the instance says who we are in truth."""
    return {
        "appName": _APPS[posing],
        "instanceName": "Greenlight",
        "version": VERSIONS[posing],
        "buildTime": "2025-11-02T10:00:00Z",
        "isDebug": False,
        "isProduction": True,
        "isAdmin": False,
        "isUserInteractive": False,
        "startupPath": "/",
        "appData": "/",
        "osName": "linux",
        "osVersion": "",
        "isMono": False,
        "isMonoRuntime": False,
        "isNetCore": True,
        "isLinux": True,
        "isOsx": False,
        "isWindows": False,
        "isDocker": True,
        "mode": "console",
        "branch": "main",
        "authentication": "forms",
        "sqliteVersion": "3.49.2",
        "databaseType": "sqLite",
        "databaseVersion": "3.49.2",
        "migrationVersion": 242,
        "urlBase": f"{ADDRESS}/{path}",
        "runtimeVersion": "8.0.21",
        "runtimeName": ".NET",
        "startTime": "2026-03-01T06:00:00Z",
        "packageUpdateMechanism": "docker",
    }
