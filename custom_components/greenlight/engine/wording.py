"""Wording: a comparison in English, as one line and as a table; every sentence is here by code.

A code is what is translated; its parameters are names that are the same everywhere (``P7 FEL``,
``2160p``), ``?`` for what is unknown and ``–`` for what is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from .outcome import Outcome
from .quality.comparison import Comparison
from .quality.gains import Gain
from .quality.likely import UNKNOWN_TEXT, Why, picture, resolution, sound
from .quality.quality import Quality, Source
from .quality.size import per_minute, shown_rate, shown_size
from .reason import Param, Reason

KINDS: Final[Mapping[Gain, str]] = {
    Gain.ENHANCEMENT_LAYER: "enhancement layer",
    Gain.LAYER_FROM_P5: "enhancement layer",
    Gain.LAYER_FROM_HDR: "enhancement layer",
    Gain.DOLBY_VISION: "Dolby Vision",
    Gain.PROFILE: "Dolby Vision",
    Gain.DYNAMIC_RANGE: "dynamic range",
    Gain.RESOLUTION: "resolution",
    Gain.SOURCE: "source",
    Gain.ATMOS: "sound, with Atmos",
    Gain.AUDIO: "audio",
    Gain.PROPER: "revision",
    Gain.GROUP: "group",
    Gain.EDITION: "edition",
    Gain.LANGUAGE: "language",
    Gain.BITRATE: "bitrate",
}
SOURCES: Final[Mapping[str, str]] = {
    Source.CAM: "Cam",
    Source.TELESYNC: "Telesync",
    Source.TELECINE: "Telecine",
    Source.WORKPRINT: "Workprint",
    Source.SCREENER: "Screener",
    Source.VHS: "VHS",
    Source.SDTV: "SDTV",
    Source.DVD: "DVD",
    Source.HDTV: "HDTV",
    Source.WEBRIP: "WEBRip",
    Source.WEB: "WEB",
    Source.WEBDL: "WEB-DL",
    Source.HDDVD: "HD DVD",
    Source.BLURAY: "Blu-ray",
    Source.REMUX: "Remux",
    Source.DISC: "Disc",
}
# What can be refused outright, and what can be missing from both sides of a comparison.
_REFUSABLE: Final = {
    "audio": "audio {value}",
    "codec": "codec {value}",
    "dynamic_range": "dynamic range {value}",
    "edition": "edition {value}",
    "group": "group {value}",
    "hybrid": "hybrid: {value}",
    "language": "language {value}",
    "layer": "enhancement layer {value}",
    "profile": "Dolby Vision profile {value}",
    "resolution": "resolution {value}p",
    "source": "source {value}",
}
TEXTS: Final[Mapping[str, str]] = {
    "same_release": "You have this very release",
    "not_in_library": "It is not in the library",
    "new_title": "It is new to the library",
    "nothing_better": "Nothing is better than what you have",
    "worse": "It is worse than what you have",
    "only_with_other": "What is better is not asked about by itself",
    "duplicate": "As good as what you have",
    "profile_7_limited": "Your screens make less of profile 7 than of 8.1",
    "suspicious_size": (
        "Suspiciously small: {rate} MB a minute, expected at least {expected}"
    ),
    "probably_have": "Yours is probably {value}",
    "probably_offered": "It is probably {value}",
    "maybe_have": "Yours may be {value}",
    "maybe_offered": "It may be {value}",
    "assumed_have": "Yours does not say, taken as {value}",
    "assumed_offered": "It does not say, taken as {value}",
    "layer_have": "Yours may already be FEL",
    "layer_offered": "It may be FEL or MEL",
    "atmos_have": "Yours may have Atmos without saying so",
    "atmos_offered": "It may have Atmos without saying so",
    **{
        f"gain_{kind}": f"Better {KINDS[kind]}: {{have}} → {{offered}}" for kind in Gain
    },
    **{f"loss_{kind}": f"Worse {KINDS[kind]}: {{have}} → {{offered}}" for kind in Gain},
    "gain_edition": "Another edition: {have} → {offered}",
    "loss_edition": "The edition you have is lost: {have} → {offered}",
    "gain_language": "More languages: {have} → {offered}",
    "loss_language": "Fewer languages: {have} → {offered}",
    "loss_atmos": "Atmos is lost: {have} → {offered}",
    **{f"loss_refused_{kind}": f"A loss of {KINDS[kind]} is refused" for kind in Gain},
    "loss_refused_atmos": "A loss of Atmos is refused",
    **{
        f"loss_counts_more_{kind}": f"The loss of {KINDS[kind]} counts more than the gain"
        for kind in Gain
    },
    "loss_counts_more_atmos": "The loss of Atmos counts more than the gain",
    **{
        f"unknown_{kind}": f"Of one of the two the {KINDS[kind]} is not known"
        for kind in Gain
    },
    "unknown_atmos": "It is not known of both whether they have Atmos",
    # Rules give these reasons, too, of a release that is compared with nothing.
    "unknown_resolution": "The title does not say the resolution for certain",
    "unknown_group": "The title does not say the group for certain",
    "unknown_language": "The title does not say the language",
    **{f"refused_{field}": f"Refused: {text}" for field, text in _REFUSABLE.items()},
    **{
        f"perhaps_refused_{field}": f"It may be what you refuse: {text}"
        for field, text in _REFUSABLE.items()
    },
}
_DOLBY_VISION: Final = "Dolby Vision "
_LABELS: Final = (
    "Picture",
    "Resolution",
    "Source",
    "Audio",
    "Group",
    "Edition",
    "Size",
)
_BY_LABEL: Final[Mapping[str, tuple[Gain, ...]]] = {
    "Picture": (
        *(Gain.ENHANCEMENT_LAYER, Gain.LAYER_FROM_P5, Gain.LAYER_FROM_HDR),
        *(Gain.DOLBY_VISION, Gain.PROFILE, Gain.DYNAMIC_RANGE),
    ),
    "Resolution": (Gain.RESOLUTION,),
    "Source": (Gain.SOURCE,),
    "Audio": (Gain.ATMOS, Gain.AUDIO),
    "Group": (Gain.GROUP, Gain.PROPER),
    "Edition": (Gain.EDITION,),
    "Size": (Gain.BITRATE,),
}
_HEADS: Final[Mapping[Outcome, str]] = {
    Outcome.IGNORE: "Not asked",
    Outcome.WAIT: "Waiting",
    Outcome.TELL: "Told",
    Outcome.ASK: "Asked",
    Outcome.APPROVE: "Approved",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what it is about, both sides, and ``+``, ``-``, ``±`` or nothing."""

    label: str
    have: str
    offered: str
    mark: str = ""


def sentence(reason: Reason) -> str:
    """Return a reason in English; a code without a text as it is."""
    return TEXTS.get(reason.code, reason.code).format_map(shown_params(reason))


def shown_params(reason: Reason) -> dict[str, Param]:
    """Return the parameters of a comparison's reason as people know them, in every language."""
    if reason.code not in TEXTS:
        return dict(reason.params)
    return {name: SOURCES.get(str(value), value) for name, value in reason.params}


def line(comparison: Comparison) -> str:
    """Return the whole comparison as one line: what is better, what is worse, what is not sure."""
    said = {reason.code for reason in comparison.reasons}
    better, worse = _arrows(comparison, "gain"), _arrows(comparison, "loss")
    rest = [
        sentence(reason)
        for reason in comparison.reasons
        if not _is(reason, "gain") and not _is(reason, "loss")
    ]
    parts = []
    if better:
        parts.append(f"Better: {', '.join(better)}")
    if worse:
        parts.append(f"Worse: {', '.join(worse)}")
    if comparison.outcome is not Outcome.ASK or "duplicate" in said or not parts:
        parts = [*rest[:1], *parts, *rest[1:]]
    else:
        parts += rest
    return ". ".join(parts) + "."


def _is(reason: Reason, what: str) -> bool:
    return reason.code.startswith(f"{what}_") and bool(dict(reason.params).get("have"))


def _arrows(comparison: Comparison, what: str) -> list[str]:
    """Return each change once; the name of a Dolby Vision says the dynamic range with it."""
    said = {reason.code for reason in comparison.reasons}
    vision = {f"{what}_{kind}" for kind in (Gain.DOLBY_VISION, Gain.PROFILE)}
    implied = f"{what}_dynamic_range" if said & vision else ""
    arrows = [
        _arrow(reason)
        for reason in comparison.reasons
        if _is(reason, what) and reason.code != implied
    ]
    return list(dict.fromkeys(arrows))


def _arrow(reason: Reason) -> str:
    params = shown_params(reason)
    have, offered = str(params["have"]), str(params["offered"])
    if have.startswith(_DOLBY_VISION):
        offered = offered.removeprefix(_DOLBY_VISION)  # once is enough to read
    return f"{have} → {offered}"


def table(comparison: Comparison) -> str:
    """Return the comparison as a table in Markdown, with the verdict above and reasons below."""
    rows = [
        f"| {row.label} | {_cell(row.have)} | {_cell(row.offered)} | {row.mark} |"
        for row in rows_of(comparison)
    ]
    reasons = [f"- {sentence(reason)}" for reason in comparison.reasons]
    head = f"**{_HEADS[comparison.outcome]}**"
    return "\n".join(
        [head, "", "| | have | offered | |", "|---|---|---|---|", *rows, "", *reasons]
    )


def _cell(text: str) -> str:
    """Return a text that stays in its cell, whatever a title calls its group."""
    return " ".join(text.replace("|", r"\|").split())


def rows_of(comparison: Comparison) -> tuple[Row, ...]:
    """Return the rows that say anything on either side."""
    have = (
        {}
        if comparison.against is None
        else _shown(comparison.have[comparison.against])
    )
    offered = _shown(comparison.offered)
    gains = {change.kind for change in comparison.gains}
    losses = {change.kind for change in comparison.losses}
    return tuple(
        Row(
            label,
            have.get(label, UNKNOWN_TEXT) if have else "–",
            offered.get(label, UNKNOWN_TEXT),
            _mark(_BY_LABEL[label], gains, losses),
        )
        for label in _LABELS
        if label in have or label in offered
    )


def _mark(kinds: tuple[Gain, ...], gains: set[Gain], losses: set[Gain]) -> str:
    better, worse = not gains.isdisjoint(kinds), not losses.isdisjoint(kinds)
    return {(True, True): "±", (True, False): "+", (False, True): "-"}.get(
        (better, worse), ""
    )


def _shown(quality: Quality) -> dict[str, str]:
    """Return what a quality says of each row, with ``(?)`` after what it may only be."""
    seen, size, heard = picture(quality), resolution(quality), sound(quality)
    shown = {
        "Picture": _with_doubt(seen.text, seen.doubt),
        "Resolution": _with_doubt(size.text, size.doubt) if size else "",
        "Source": SOURCES[quality.source] if quality.source else "",
        "Audio": _with_doubt(heard.text, heard.doubt) if heard else "",
        "Group": _group(quality),
        "Edition": quality.edition or "",
        "Size": _size(quality),
    }
    return {label: text for label, text in shown.items() if text}


def _with_doubt(text: str, doubt: Why | None) -> str:
    return text if doubt in {None, Why.ATMOS} else f"{text} (?)"


def _group(quality: Quality) -> str:
    revision = f"v{quality.revision}" if quality.revision > 1 else ""
    return " ".join(filter(None, (quality.group, revision)))


def _size(quality: Quality) -> str:
    if not quality.size:
        return ""
    size = shown_size(quality.size)
    if per_minute(quality) is None:
        return size
    return f"{size} ({shown_rate(quality, quality)})"
