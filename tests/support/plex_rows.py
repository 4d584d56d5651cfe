"""How a Plex Media Server lists things, in rows for JSON and as XML."""

from typing import Any
from xml.etree import ElementTree as ET

from .media_files import PQ, File, Film, Show, Track

CODECS = {"dts": "dca"}
PROFILES = {"DTS-HD MA": "ma", "DTS-HD MA + DTS:X": "ma", "DTS": "dts"}
_NAMES = {"eng": "English", "ger": "German"}
_SOUNDS = {"truehd": "TrueHD", "eac3": "EAC3", "ac3": "AC3", "dts": "DTS"}
_LAYOUTS = {2: "Stereo", 6: "5.1", 8: "7.1"}

type Row = dict[str, Any]


def video(file: File, *, old: bool) -> Row:
    shown = "4K" if file.width > 3000 else "1080p"
    base = {PQ: "HDR10", "": ""}.get(file.transfer, "HLG")
    if file.plus and not old:
        base = "HDR10+"
    if file.dolby:
        base = "DoVi" if file.dolby[0] == 5 else f"DoVi/{base}"
    codec = "HEVC Main 10" if file.depth == 10 else file.codec.upper()
    text = f"{shown} {base} ({codec})" if base else f"{shown} ({codec})"
    row = {
        "id": 1,
        "streamType": 1,
        "default": True,
        "codec": file.codec,
        "index": 0,
        "bitDepth": file.depth,
        "width": file.width,
        "height": file.height,
        "displayTitle": text,
        "extendedDisplayTitle": text,
    }
    if file.transfer:
        row |= {"colorTrc": file.transfer, "colorPrimaries": "bt2020"}
    elif file.depth == 8:
        row["colorTrc"] = "bt709"
    if file.dolby:
        profile, compatible, layer = file.dolby
        row |= {
            "DOVIPresent": True,
            "DOVIProfile": profile,
            "DOVIBLCompatID": compatible,
            "DOVIBLPresent": True,
            "DOVIRPUPresent": True,
            "DOVILevel": 6,
            "DOVIVersion": "1.0",
        }
        if layer:
            row["DOVIELPresent"] = True
    return row


def audio(track: Track) -> Row:
    name = _SOUNDS[track.codec]
    if track.profile.startswith("DTS-HD MA"):
        name = "DTS:X" if track.spatial else "DTS-HD MA"
    if track.spatial == "DolbyAtmos":
        name += " Atmos"
    shown = f"{_NAMES[track.language]} ({name} {_LAYOUTS[track.channels]})"
    row = {
        "id": 2,
        "streamType": 2,
        "codec": CODECS.get(track.codec, track.codec),
        "index": 1,
        "channels": track.channels,
        "language": _NAMES[track.language],
        "languageTag": track.language[:2],
        "languageCode": track.language,
        "displayTitle": shown,
        "extendedDisplayTitle": f"{track.title} ({shown})" if track.title else shown,
    }
    if track.title:
        row["title"] = track.title
    if track.codec == "dts":
        row["profile"] = PROFILES[track.profile]
    return row


def is_bright(film: Film, name: str) -> bool:
    files = [file for file in film.files if not file.optimised]
    if name == "dovi":
        return any(file.dolby for file in files)
    return any(file.transfer or file.dolby for file in files)


def show(show: Show) -> Row:
    there = sum(len(leaf.numbers) for leaf in show.leaves if leaf.file)
    return {
        "ratingKey": str(show.key),
        "key": f"/library/metadata/{show.key}/children",
        "guid": f"plex://show/{show.key:024x}",
        "type": "show",
        "title": show.title,
        "year": show.year,
        "thumb": f"/library/metadata/{show.key}/thumb/1",
        "originallyAvailableAt": f"{show.year}-03-04",
        "leafCount": there,
        "childCount": len({leaf.season for leaf in show.leaves}),
        "Location": [{"path": f"/media/series/{show.title}"}],
        "Guid": [{"id": f"tvdb://{show.tvdb}"}],
    }


def seasons(show: Show) -> list[Row]:
    numbers = sorted({leaf.season for leaf in show.leaves if leaf.file})
    return [
        {
            "ratingKey": f"{show.key}{number:02}",
            "key": f"/library/metadata/{show.key}{number:02}/children",
            "type": "season",
            "title": f"Season {number}",
            "parentRatingKey": str(show.key),
            "index": number,
            "leafCount": sum(
                len(leaf.numbers)
                for leaf in show.leaves
                if leaf.file and leaf.season == number
            ),
        }
        for number in numbers
    ]


def without(row: Any, name: str) -> Any:
    return (
        {key: row[key] for key in row if key != name} if isinstance(row, dict) else row
    )


def as_text(value: Any) -> Any:
    """Spell numbers and flags as texts, and a lone object without its list."""
    if isinstance(value, dict):
        return {key: as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_text(each) for each in value]
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value) if isinstance(value, int) else value


def element(tag: str, row: Row) -> ET.Element:
    made = ET.Element(tag)
    for name, value in row.items():
        if isinstance(value, list):
            for each in value:
                inner = name
                if name == "Metadata":
                    inner = (
                        "Directory" if each["type"] in ("show", "season") else "Video"
                    )
                made.append(element(inner, each))
        else:
            made.set(name, as_text(value))
    return made
