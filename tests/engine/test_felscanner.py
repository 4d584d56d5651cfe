"""FELScanner's switches have a place each (docs/felscanner.md): what both positions do."""

from pathlib import Path
from typing import Any

import pytest

from custom_components.greenlight.engine.consider import consider
from custom_components.greenlight.engine.criteria import Audio, Criteria
from custom_components.greenlight.engine.library.holding import NOTHING, Holding
from custom_components.greenlight.engine.library.item import Item, Kind, Version
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.quality import Layer
from custom_components.greenlight.engine.quality.wishes import read_settings
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.engine.title.parse import parse
from custom_components.greenlight.engine.verdict import Verdict

DOC = (Path(__file__).parents[2] / "docs" / "felscanner.md").read_text()
FEL = "Film.2001.2160p.UHD.BluRay.Remux.HEVC.DV.P7.FEL.TrueHD.7.1.Atmos-A"
P5 = "Film.2001.2160p.WEB-DL.DV.P5.DDP5.1.Atmos-B"
P8 = "Film.2001.2160p.WEB-DL.DV.P8.HDR10.DDP5.1.Atmos-C"
HDR = "Film.2001.2160p.WEB-DL.HDR10.DDP5.1.Atmos-D"
DTS = "Film.2001.2160p.BluRay.HDR10.DTS-A"
ATMOS = "Film.2001.2160p.BluRay.HDR10.TrueHD.7.1.Atmos-B"
DV_ATMOS = "Film.2001.2160p.BluRay.DV.P8.HDR10.TrueHD.7.1.Atmos-B"
FULL_HD = "Film.2001.1080p.BluRay.SDR.DTS-A"
UHD = "Film.2001.2160p.BluRay.SDR.DTS-A"
WIDE = {"dolby_vision": "never", "dolby_vision_profile": "never"}
ONLY_FEL = {"criteria": Criteria(layers=frozenset({Layer.FEL}))}
ONLY_ATMOS = {"criteria": Criteria(audios=frozenset({Audio.ATMOS}))}
DUP = {"duplicates": True}
ANY = {"kind": RuleKind.ANY}


def verdict(offered: str, have: str, wishes: dict[str, Any], **rule: Any) -> Verdict:
    """Return what a rule makes of a release where a version is there, none if it is empty."""
    holding = NOTHING
    if have:
        version = Version(id="1", name=have, quality=parse(have).quality)
        item = Item(
            library="l", id="1", kind=Kind.MOVIE, title="Film", versions=(version,)
        )
        holding = Holding(items=(item,), versions=(version,))
    made = {"kind": RuleKind.UPGRADES, "wishes": read_settings(wishes), **rule}
    release = Release(guid="1", title=offered, link="", source="s")
    return consider(release, [Rule(id="r", name="r", **made)], find=lambda _: holding)


ROWS: dict[str, tuple[str, str, tuple[Any, Any], tuple[Any, Any]]] = {
    "notify_fel": (FEL.replace("A", "X"), P8, ({}, {}), ({"enhancement_layer": "never"}, {})),
    "notify_fel_from_p5": (FEL, P5, ({}, {}), ({**WIDE, "enhancement_layer_from_p5": "never"}, {})),
    "notify_fel_from_hdr": (FEL, HDR, ({}, {}), ({**WIDE, "enhancement_layer_from_hdr": "never"}, {})),
    "notify_fel_duplicates": (FEL, FEL.replace("-A", "-B"), (DUP, ONLY_FEL), ({}, ONLY_FEL)),
    "notify_only_library_movies": (FEL, "", ({"new_titles": True}, {}), ({}, {})),
    "notify_dv": (P8, HDR, ({}, {}), (WIDE, {})),
    "notify_dv_from_hdr": (P8, HDR, ({}, {}), ({"dolby_vision": "never", "dolby_vision_profile": "ask"}, {})),
    "notify_dv_profile_upgrades": (P8, P5, ({}, {}), ({"dolby_vision_profile": "never"}, {})),
    "notify_atmos": (ATMOS, DTS, ({"atmos": "ask"}, {}), ({"atmos": "never"}, {})),
    "notify_atmos_only_if_no_atmos": (ATMOS, ATMOS.replace("-B", "-C"), (DUP, ONLY_ATMOS), ({"atmos": "ask"}, ONLY_ATMOS)),
    "notify_resolution": (UHD, FULL_HD, ({"resolution": "ask"}, {}), ({}, {})),
    "notify_resolution_only_upgrades": (FULL_HD, UHD, ({}, {**ANY, "resolutions": frozenset({1080})}), ({"resolution": "ask"}, {})),
    "notify_never_duplicates": (HDR, HDR.replace("-D", "-E"), (DUP, {}), ({}, {})),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_both_positions(name: str) -> None:
    """One position asks and the other is silent; the document says which is which."""
    offered, have, asks, silent = ROWS[name]
    assert f"`{name}`" in DOC
    assert verdict(offered, have, asks[0], **asks[1]).outcome is Outcome.ASK
    assert verdict(offered, have, silent[0], **silent[1]).outcome is Outcome.IGNORE


def test_atmos_with_a_better_picture_is_named_or_not() -> None:
    named, silent = (
        verdict(DV_ATMOS, DTS, {"atmos": wish}) for wish in ("with_other", "never")
    )
    assert named.outcome is silent.outcome is Outcome.ASK
    assert "gain_atmos" in {one.code for one in named.reasons}
    assert "gain_atmos" not in {one.code for one in silent.reasons}
    assert "`notify_atmos_with_dv_upgrade`" in DOC


def test_how_long_a_question_waits() -> None:
    assert Rule(id="r", name="r", lifetime=3600.0).lifetime == 3600
    assert "`notify_expire_hours`" in DOC
