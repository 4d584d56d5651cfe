"""What a person is asked: have | offered | ladder and settings | outcome, gains, losses, doubts.

Several versions that are there are parted by ``/``; nothing there is ``-``. Among the settings:
``kind=wish``, ``dup``, ``new``, ``no:kind`` (refuse such a loss),
``may:kind`` (ask about it though it counts more), ``not:field=value`` (refuse
outright). Gains are ``+``, losses ``-`` and doubts ``?`` with a short name of the kind.
"""

import dataclasses
import re
from typing import Any

import pytest

from custom_components.greenlight.engine.quality.comparison import compare
from custom_components.greenlight.engine.quality.gains import Gain
from custom_components.greenlight.engine.quality.ladder import PRESETS, Ladder
from custom_components.greenlight.engine.quality.wishes import Settings, read_settings

from ..title.words import quality

SHORT = {
    "el": Gain.ENHANCEMENT_LAYER,
    "elp": Gain.LAYER_FROM_P5,
    "elh": Gain.LAYER_FROM_HDR,
    "dv": Gain.DOLBY_VISION,
    "dvp": Gain.PROFILE,
    "hdr": Gain.DYNAMIC_RANGE,
    "res": Gain.RESOLUTION,
    "src": Gain.SOURCE,
    "atm": Gain.ATMOS,
    "aud": Gain.AUDIO,
    "prp": Gain.PROPER,
    "grp": Gain.GROUP,
    "ed": Gain.EDITION,
    "lang": Gain.LANGUAGE,
    "rate": Gain.BITRATE,
}
NAMES = {str(kind): short for short, kind in SHORT.items()}

MATRIX = """
# what people asked for, on the FEL chain
2160p remux P7 FEL            | 2160p remux P7 FEL            | fel         | ignore
2160p remux P7 FEL            | 2160p remux P7 FEL by:OTHER   | fel         | ignore
2160p remux P7 FEL            | 2160p remux P7 FEL            | fel dup     | ask
2160p webdl P5                | 2160p remux P7 FEL            | fel         | ask +elp +dvp +src
2160p remux HDR10             | 2160p remux P7 FEL            | fel         | ask +elh +dv
2160p remux HDR10             | 2160p remux P7 MEL            | fel         | ask +dv
2160p remux HDR10             | 2160p remux P7                | fel         | ask +elh +dv ?elh
2160p webdl HDR10             | 2160p webdl P8.1 HDR10        | fel         | ask +dv
2160p webdl HDR10             | 2160p webdl P8                | fel         | ask +dv
2160p webdl HDR10             | 2160p webdl P5                | fel         | ask +dv
2160p webdl HDR10             | 2160p webdl P8.4              | fel         | ask +dv
2160p webdl HDR10             | 2160p webdl DV                | fel         | ask +dv ?dv
2160p webdl HDR10             | 2160p webdl P10 HDR10         | fel         | ask +dv
2160p webdl P5                | 2160p webdl P8.1 HDR10        | fel         | ask +dvp
2160p webdl P5                | 2160p webdl P8                | fel         | ask +dvp
2160p remux P7 FEL TrueHD flat | 2160p remux P7 FEL TrueHD Atmos | fel     | ignore +atm
2160p webdl P5 DD+ flat       | 2160p webdl P8 DD+ Atmos      | fel         | ask +dvp +atm
2160p remux P8 TrueHD flat    | 2160p remux P7 FEL TrueHD Atmos | fel       | ask +el +atm
2160p webdl P5 DD+ Atmos      | 2160p webdl P5 DD+ Atmos      | fel         | ignore
2160p webdl P5 DD+ Atmos      | 2160p remux P5 TrueHD Atmos   | fel         | ignore +src
2160p webdl P5 DD+ Atmos      | 2160p remux P7 FEL TrueHD Atmos | fel       | ask +elp +dvp +src
1080p bluray                  | 2160p bluray                  | fel         | ignore +res
1080p bluray SDR              | 2160p bluray SDR              | fel         | ignore +res
1080p bluray                  | 2160p bluray                  | fel resolution=ask | ask +res
1080p remux                   | 2160p remux                   | fel         | ignore +res
2160p bluray                  | 2160p bluray                  | fel resolution=ask | ignore
2160p bluray                  | 1080p bluray                  | fel resolution=ask | ignore -res
-                             | 2160p remux P7 FEL            | fel         | ignore
-                             | 2160p remux P7 FEL            | fel new     | ask
-                             | 2160p remux P7 FEL            | fel dup     | ignore

# FEL chain, step by step: up
2160p remux SDR               | 2160p remux HDR10             | fel         | ask +hdr
2160p remux SDR               | 2160p remux HLG               | fel         | ask +hdr
2160p remux SDR               | 2160p remux HDR10+            | fel         | ask +hdr
2160p remux SDR               | 2160p remux P8 HDR10          | fel         | ask +dv +hdr
2160p webdl SDR               | 2160p webdl P5                | fel         | ask +dv
2160p remux SDR               | 2160p remux P7 FEL            | fel         | ask +elh +dv +hdr
2160p remux HLG               | 2160p remux HDR10             | fel         | ask +hdr
2160p remux HDR10             | 2160p remux HDR10+            | fel         | ask +hdr
2160p remux HDR10+            | 2160p remux P8                | fel         | ask +dv
2160p remux HDR10             | 2160p remux P8 HDR10+         | fel         | ask +dv +hdr
2160p webdl HDR10+            | 2160p webdl P5                | fel         | ask +dv
2160p webdl P8.4              | 2160p webdl P5                | fel         | ask +dvp
2160p webdl P8.2              | 2160p webdl P8.1              | fel         | ask +dvp +hdr
2160p remux P8                | 2160p remux P7 FEL            | fel         | ask +el
2160p remux P7 MEL            | 2160p remux P7 FEL            | fel         | ask +el
2160p remux P8 HDR10+         | 2160p remux P7 FEL            | fel         | ask +el
2160p remux P7                | 2160p remux P7 FEL            | fel         | ask +el ?el
2160p remux P7 EL             | 2160p remux P7 FEL            | fel         | ask +el ?el
2160p remux P8                | 2160p remux P7                | fel         | ask +el ?el
2160p remux P7 MEL            | 2160p remux P7                | fel         | ask +el ?el

# the same picture
2160p remux P8                | 2160p remux P7 MEL            | fel         | ignore
2160p remux P7 MEL            | 2160p remux P8                | fel         | ignore
2160p remux P7 MEL            | 2160p remux P8 HDR10+         | fel         | ignore
2160p remux P8                | 2160p remux P8.1              | fel         | ignore
2160p remux P7                | 2160p remux P7                | fel         | ignore
2160p remux HDR10             | 2160p remux HDR10             | fel         | ignore
2160p remux                   | 2160p remux HDR10             | fel         | ignore
2160p remux HDR10             | 2160p remux                   | fel         | ignore
2160p remux                   | 2160p remux                   | fel         | ignore
1080p webdl                   | 1080p webdl SDR               | fel         | ignore

# down
2160p remux P7 FEL            | 2160p remux P7 MEL            | fel         | ignore -el
2160p remux P7 FEL            | 2160p remux P7                | fel         | ignore -el ?el
2160p remux P7 FEL            | 2160p remux P8                | fel         | ignore -el
2160p remux P7 FEL            | 2160p webdl P5                | fel         | ignore -el -dv -src
2160p remux P7 FEL            | 2160p remux HDR10             | fel         | ignore -el -dv
2160p remux P7 FEL            | 2160p remux P8                | fel dup     | ignore -el
2160p webdl P8                | 2160p webdl P5                | fel         | ignore -dv
2160p webdl P5                | 2160p webdl HDR10+            | fel         | ignore -dv
2160p webdl HDR10             | 2160p webdl SDR               | fel         | ignore -hdr
2160p webdl P8                | 2160p webdl SDR               | fel         | ignore -dv -hdr
2160p webdl HDR10             | 2160p webdl                   | fel         | ignore -hdr ?hdr

# compatible: 8.1 above 7, profile 5 last, the fallback counts
2160p remux P7 FEL            | 2160p remux P8                | comp        | ask +dvp
2160p remux P8                | 2160p remux P7 FEL            | comp        | ignore -dv
2160p remux P8                | 2160p remux P7 MEL            | comp        | ignore -dv
2160p remux P7 MEL            | 2160p remux P7 FEL            | comp        | ignore
2160p remux P7                | 2160p remux P7 FEL            | comp        | ignore
2160p remux HDR10             | 2160p remux P7 FEL            | comp        | ask +dv
2160p remux HDR10+            | 2160p remux P7 FEL            | comp        | ask +dv -hdr
2160p remux HDR10+            | 2160p remux P7 FEL            | comp no:dynamic_range | ignore +dv -hdr
2160p remux P7 FEL            | 2160p remux P7 FEL HDR10+     | comp        | ask +hdr
2160p remux P7 FEL            | 2160p remux HDR10+            | comp        | ignore -dv
2160p remux P8                | 2160p remux P8 HDR10+         | comp        | ask +dvp +hdr
2160p remux HDR10+            | 2160p remux P8                | comp        | ask +dv -hdr
2160p remux HDR10+            | 2160p remux P8 HDR10+         | comp        | ask +dv
2160p webdl P5                | 2160p webdl P8                | comp        | ask +dvp +hdr
2160p webdl P5                | 2160p remux P7 FEL            | comp        | ask +dvp +hdr +src
2160p webdl P5                | 2160p webdl HDR10             | comp        | ask +hdr
2160p webdl P5                | 2160p webdl SDR               | comp        | ask +hdr
2160p webdl HDR10             | 2160p webdl P5                | comp        | ignore -hdr
2160p webdl SDR               | 2160p webdl P5                | comp        | ignore -hdr
2160p webdl P8                | 2160p webdl P5                | comp        | ignore -dv -hdr
2160p webdl HDR10             | 2160p webdl P8.4              | comp        | ignore -hdr
2160p webdl HLG               | 2160p webdl P8.4              | comp        | ignore
2160p webdl SDR               | 2160p webdl P8.4              | comp        | ask +dv +hdr
1080p webdl P8                | 2160p remux P7 FEL            | comp        | ignore +res +src -dv
1080p webdl P8                | 2160p remux P7 FEL            | comp resolution=ask | ask +res +src -dv
1080p webdl P8                | 2160p remux P7 FEL            | comp resolution=ask no:dolby_vision | ignore +res +src -dv

# Dolby Vision TV: 8.1 and 5 alike, 7 below, everything above HDR10
2160p webdl P5                | 2160p webdl P8                | tv          | ignore
2160p webdl P8                | 2160p webdl P5                | tv          | ignore
2160p webdl P5                | 2160p remux P7 FEL            | tv          | ignore +src -dv
2160p remux P7 FEL            | 2160p webdl P5                | tv          | ask +dvp -src
2160p remux P7 FEL            | 2160p remux P8                | tv          | ask +dvp
2160p remux P8                | 2160p remux P7 FEL            | tv          | ignore -dv
2160p remux P7 MEL            | 2160p remux P7 FEL            | tv          | ignore
2160p remux HDR10             | 2160p remux P7 FEL            | tv          | ask +dv
2160p webdl HDR10+            | 2160p webdl P5                | tv          | ask +dv
2160p webdl P5                | 2160p webdl HDR10+            | tv          | ignore -dv
2160p webdl HDR10             | 2160p webdl HDR10+            | tv          | ask +hdr
2160p webdl P8                | 2160p webdl P8 HDR10+         | tv          | ignore

# gains together with losses
2160p webdl P5 DD+ Atmos      | 2160p remux P7 FEL DTS-MA     | fel         | ask +elp +dvp +src -atm
2160p webdl P5 DD+ Atmos      | 2160p remux P7 FEL DTS-MA     | fel no:audio | ignore +elp +dvp +src -atm
2160p remux HDR10 TrueHD Atmos | 2160p webdl P5 DD+ Atmos     | fel         | ask +dv -src -aud
2160p remux HDR10 TrueHD Atmos | 2160p webdl P5 DD+ Atmos     | fel no:source | ignore +dv -src -aud
2160p webdl SDR               | 1080p webdl P8                | fel         | ignore +dv +hdr -res
2160p webdl SDR               | 1080p webdl P8                | fel no:resolution | ignore +dv +hdr -res
2160p remux HDR10 80GB        | 2160p remux P8 40GB           | fel         | ask +dv -rate
2160p remux HDR10 80GB        | 2160p remux P8 40GB           | fel no:bitrate | ignore +dv -rate
2160p remux HDR10 80GB        | 2160p remux P8 70GB           | fel         | ask +dv
2160p remux HDR10 80GB 100min | 2160p remux P8 40GB 50min     | fel         | ask +dv
1080p bluray AVC 10GB         | 1080p bluray HEVC 4GB         | fel dup     | ask
1080p bluray HEVC 10GB        | 1080p bluray AVC 4GB          | fel         | ignore -rate

# a loss that counts more than the gain is no question, unless it is allowed
2160p webdl P5                | 1080p webdl P8                | fel         | ignore +dvp -res
2160p webdl P5                | 720p webdl P8                 | fel         | ignore +dvp -res
2160p webdl P5                | 1080p webdl P8                | fel may:resolution | ask +dvp -res
2160p webdl P5                | 1080p webdl P8                | comp        | ignore +dvp +hdr -res
2160p webdl P5                | 1080p webdl P8                | comp may:resolution | ask +dvp +hdr -res
2160p remux HDR10             | 1080p webdl P8                | fel         | ignore +dv -res -src
2160p remux HDR10             | 720p webdl P8                 | fel         | ignore +dv -res -src
2160p remux HDR10             | 1080p webdl P8                | fel may:resolution | ask +dv -res -src
2160p remux HDR10             | 1080p webdl P8                | comp        | ignore +dv -res -src
2160p remux HDR10             | 1080p webdl P8                | tv          | ignore +dv -res -src
2160p remux HDR10             | 1080p webdl P8                | tv may:resolution | ask +dv -res -src
2160p remux HDR10             | webdl P8                      | fel         | ask +dv -src
2160p remux HDR10             | 1080p? webdl P8               | fel         | ask +dv -res -src ?res
2160p webdl SDR               | 1080p webdl P8                | fel may:resolution | ask +dv +hdr -res
2160p webdl SDR               | 1080p webdl P8                | fel may:resolution no:resolution | ignore +dv +hdr -res
1080p webdl P8                | 1080p remux SDR               | fel source=ask | ignore +src -dv -hdr
1080p webdl P8                | 1080p remux SDR               | fel source=ask may:dolby_vision,dynamic_range | ask +src -dv -hdr
1080p webdl P8                | 1080p remux SDR               | fel source=ask may:dolby_vision | ignore +src -dv -hdr
2160p remux P7 FEL DTS-MA     | 2160p remux P8 TrueHD Atmos   | fel atmos=ask | ignore +atm +aud -el
2160p remux P7 FEL DTS-MA     | 2160p remux P8 TrueHD Atmos   | fel atmos=ask may:enhancement_layer | ask +atm +aud -el
2160p remux HDR10 DTS-MA      | 2160p webdl HDR10 DD+ Atmos   | fel atmos=ask | ignore +atm -src
2160p remux HDR10 DTS-MA      | 2160p webdl HDR10 DD+ Atmos   | fel atmos=ask may:source | ask +atm -src
1080p webdl P8                | 2160p webdl SDR               | fel resolution=ask | ask +res -dv -hdr
2160p webdl in:en             | 1080p webdl in:de,en          | fel language=ask | ignore +lang -res
2160p webdl in:en             | 1080p webdl in:de,en          | fel language=ask may:resolution | ask +lang -res
1080p webdl in:en ed:IMAX     | 1080p webdl in:de,en          | fel language=ask | ask +lang -ed
2160p webdl SDR               | 1080p webdl P8                | fel dup     | ignore +dv +hdr -res

# wishes that tell apart from where the picture comes, and Atmos from the rest of the sound
2160p webdl P5                | 2160p remux P7 FEL            | fel enhancement_layer_from_p5=never dolby_vision_profile=never | ignore +src
2160p remux HDR10             | 2160p remux P7 FEL            | fel enhancement_layer_from_p5=never dolby_vision_profile=never | ask +elh +dv
2160p remux HDR10             | 2160p remux P7 FEL            | fel enhancement_layer_from_hdr=never dolby_vision=never | ignore
2160p remux P8                | 2160p remux P7 FEL            | fel enhancement_layer_from_hdr=never enhancement_layer_from_p5=never | ask +el
2160p webdl P5                | 2160p webdl P8                | fel dolby_vision=never dolby_vision_profile=ask | ask +dvp
2160p webdl HDR10             | 2160p webdl P8                | fel dolby_vision_profile=never | ask +dv
1080p webdl DD+ flat          | 1080p webdl DD+ Atmos         | fel audio=ask atmos=never | ignore
1080p webdl DTS-MA            | 1080p webdl TrueHD Atmos      | fel audio=ask atmos=never | ask +aud
1080p webdl DD+ flat          | 1080p webdl DD+ Atmos         | fel atmos=ask | ask +atm
1080p webdl DTS               | 1080p webdl DTS-MA            | fel atmos=ask | ignore +aud
1080p remux TrueHD Atmos      | 1080p remux DTS-MA            | fel audio=ask | ignore -atm -aud
1080p remux TrueHD Atmos      | 1080p remux DD+ flat          | fel audio=ask | ignore -atm -aud

# wishes
2160p webdl P5                | 2160p webdl P8                | fel dolby_vision=never | ignore
2160p webdl P5                | 2160p webdl P8                | fel dolby_vision=with_other | ignore +dvp
2160p webdl SDR               | 2160p webdl P8                | fel dolby_vision=never | ask +hdr
2160p remux P8                | 2160p remux P7 FEL            | fel enhancement_layer=never | ignore
2160p webdl P5                | 2160p remux P7 FEL            | fel enhancement_layer=never | ask +dvp +src
2160p remux HDR10             | 2160p remux P7 FEL            | fel dolby_vision=never | ask +elh
2160p webdl SDR               | 2160p webdl HDR10             | fel dynamic_range=with_other | ignore +hdr
1080p webdl SDR               | 2160p webdl HDR10             | fel dynamic_range=with_other resolution=ask | ask +hdr +res
1080p webdl                   | 2160p remux P7 FEL            | fel resolution=never source=never | ask +elh +dv +hdr
1080p webdl                   | 1080p remux                   | fel         | ignore +src
1080p webdl                   | 1080p remux                   | fel source=ask | ask +src
1080p webdl DD+               | 2160p remux DTS-MA            | fel         | ignore +res +src +aud
1080p webdl DD+ flat          | 1080p webdl DD+ Atmos         | fel audio=ask | ask +atm
2160p remux P7 FEL TrueHD     | 2160p remux P7 FEL TrueHD Atmos | fel audio=ask | ask +atm ?atm

# sources
1080p webdl                   | 1080p web                     | fel source=ask | ignore
1080p webrip                  | 1080p webdl                   | fel source=ask | ask +src
1080p webdl                   | 1080p webrip                  | fel source=ask | ignore -src
1080p hdtv                    | 1080p webrip                  | fel source=ask | ask +src
1080p webdl                   | 1080p bluray                  | fel source=ask | ask +src
1080p bluray                  | 1080p remux                   | fel source=ask | ask +src
1080p remux                   | 1080p disc                    | fel source=ask | ignore
1080p bluray                  | 1080p                         | fel source=ask | ignore ?src
1080p                         | 1080p bluray                  | fel source=ask | ignore ?src
1080p bluray?                 | 1080p remux                   | fel source=ask | ask +src ?src
480p dvd                      | 720p hdtv                     | fel         | ignore +res +src

# sound
1080p bluray DD               | 1080p bluray AAC              | fel audio=ask | ask +aud
1080p bluray DTS              | 1080p bluray DD+ flat         | fel audio=ask | ask +aud
1080p bluray DD+ flat         | 1080p remux DTS-MA            | fel audio=ask | ask +src +aud
1080p remux DTS-MA            | 1080p remux TrueHD flat       | fel audio=ask | ask +aud
1080p remux DTS-MA            | 1080p remux DTS:X             | fel audio=ask | ask +aud
1080p remux DTS:X             | 1080p remux TrueHD Atmos      | fel audio=ask | ask +atm
1080p remux TrueHD Atmos      | 1080p remux DTS:X             | fel audio=ask | ignore -atm
1080p webdl DD+ Atmos         | 1080p webdl TrueHD Atmos      | fel audio=ask | ignore
1080p webdl TrueHD Atmos      | 1080p webdl DD+ Atmos         | fel audio=ask | ignore -aud
1080p webdl DD+ 2.0           | 1080p webdl DD+ 5.1           | fel audio=ask | ask +aud
1080p webdl DD+ 5.1           | 1080p webdl DD+ 2.0           | fel audio=ask | ignore -aud
1080p remux TrueHD 5.1        | 1080p remux TrueHD Atmos      | fel audio=ask | ask +atm
1080p remux TrueHD 7.1        | 1080p remux TrueHD Atmos      | fel audio=ask | ask +atm ?atm
1080p remux                   | 1080p remux TrueHD Atmos      | fel audio=ask | ask +atm +aud ?atm ?aud
1080p                         | 1080p TrueHD Atmos            | fel audio=ask | ignore ?aud

# propers count within the same work
1080p webdl by:GRP            | 1080p webdl by:GRP v2         | fel         | ignore +prp
1080p webdl by:GRP            | 1080p webdl by:GRP v2         | fel proper=ask | ask +prp
1080p webdl by:GRP            | 1080p webdl by:OTHER v2       | fel proper=ask | ignore
1080p webdl                   | 1080p webdl v2                | fel proper=ask | ignore
1080p webdl by:GRP            | 1080p webrip by:GRP v2        | fel proper=ask | ignore -src
720p webdl by:GRP             | 1080p webdl by:GRP v2         | fel proper=ask | ignore +res
1080p webdl by:GRP v2         | 1080p webdl by:GRP            | fel proper=ask | ignore -prp
2160p webdl P5 by:GRP         | 2160p webdl P8 by:GRP v2      | fel proper=ask | ask +dvp

# groups, editions, languages
1080p webdl by:GRP            | 1080p webdl by:GOOD           | fel group=ask | ignore
1080p webdl by:GRP            | 1080p webdl by:GOOD           | fel group=ask groups:BEST,GOOD | ask +grp
1080p webdl by:good           | 1080p webdl by:Best           | fel group=ask groups:BEST,GOOD | ask +grp
1080p webdl by:GOOD           | 1080p webdl by:GRP            | fel group=ask groups:BEST,GOOD | ignore -grp
1080p webdl                   | 1080p webdl ed:Extended       | fel         | ignore +ed
1080p webdl                   | 1080p webdl ed:Extended       | fel edition=ask | ask +ed
1080p webdl ed:Extended       | 1080p webdl ed:extended       | fel edition=ask | ignore
1080p webdl ed:Extended       | 1080p webdl ed:IMAX           | fel edition=ask | ask +ed -ed
1080p webdl ed:Extended       | 1080p webdl ed:Extended_Cut   | fel edition=ask | ignore
1080p webdl ed:Directors_Cut  | 1080p webdl ed:Director's_Cut | fel edition=ask | ignore
1080p webdl ed:Director’s     | 1080p webdl ed:Director'S_Cut | fel edition=ask | ignore
1080p webdl ed:IMAX_Extended  | 1080p webdl ed:Extended_Imax  | fel edition=ask | ignore
1080p webdl ed:Extended_Cut   | 1080p webdl ed:Imax_Extended  | fel edition=ask | ask +ed -ed
1080p webdl                   | 1080p webdl ed:Directors_Cut  | fel edition=ask editions:Director's | ask +ed
2160p webdl P5 ed:Extended    | 2160p webdl P8                | fel         | ask +dvp -ed
2160p webdl P5 ed:Extended    | 2160p webdl P8                | fel no:edition | ignore +dvp -ed
1080p webdl ed:Extended       | 1080p webdl ed:IMAX           | fel edition=ask editions:IMAX | ask +ed
1080p webdl ed:IMAX           | 1080p webdl ed:Extended       | fel edition=ask editions:IMAX | ignore -ed
1080p webdl in:en             | 1080p webdl in:de,en          | fel language=ask | ask +lang
1080p webdl in:de,en          | 1080p webdl in:en             | fel language=ask | ignore -lang
1080p webdl in:en             | 1080p webdl in:en,fr          | fel language=ask languages:de | ignore
1080p webdl in:en             | 1080p webdl in:de,en          | fel language=ask languages:de | ask +lang
1080p webdl                   | 1080p webdl in:de             | fel language=ask | ignore
1080p webdl                   | 1080p webdl in:de             | fel language=ask languages:de | ignore ?lang

# what is not certain
2160p webdl HDR10             | 2160p webdl P8.1?             | fel         | ask +dv ?dv
2160p webdl P5?               | 2160p webdl P8.1              | fel         | ask +dvp ?dvp
2160p webdl DV                | 2160p webdl P8.1              | fel         | ask +dvp ?dvp
2160p webdl DV HDR10          | 2160p webdl P8.1              | fel         | ignore
2160p remux DV                | 2160p remux P7 FEL            | fel         | ask +el ?el
2160p bluray DV               | 2160p bluray P8.1             | fel         | ignore
2160p remux hybrid DV         | 2160p remux P7 FEL            | fel         | ask +el ?el
2160p webdl AV1 DV HDR10      | 2160p webdl P8.1              | fel         | ignore
2160p DV HLG                  | 2160p webdl P8.4              | fel         | ignore ?src
2160p webdl P5 DD+ Atmos      | 2160p webdl P8 DD+            | fel no:audio | ask +dvp -atm ?atm
2160p webdl                   | 2160p webdl HDR10             | fel         | ask +hdr ?hdr
1080p webdl                   | 1080p webdl HDR10             | fel         | ask +hdr
1080p webdl                   | 2160p webdl P8                | fel         | ask +dv +hdr +res
webdl                         | 1080p webdl                   | fel resolution=ask | ignore
webdl                         | 2160p webdl                   | fel resolution=ask | ask +res ?res
dvd                           | 1080p dvd                     | fel resolution=ask | ask +res ?res
disc SDR                      | 1080p disc SDR                | fel resolution=ask | ignore ?res
2160p webdl HDR10?            | 2160p webdl P8                | fel         | ask +dv ?dv

# several versions
2160p remux P7 FEL / 1080p webdl | 2160p remux P7 FEL         | fel         | ignore
2160p remux P7 FEL / 1080p webdl | 1080p webdl HDR10          | fel         | ignore -el -dv -res -src
2160p webdl P5 / 1080p webdl  | 2160p webdl P8                | fel         | ask +dvp
2160p webdl SDR / 1080p webdl P8 | 1080p webdl P8             | fel         | ignore
2160p webdl SDR / 1080p webdl P8 | 2160p webdl P8             | fel         | ignore +res
2160p webdl HDR10 / 2160p webdl P5 | 2160p remux P7 FEL       | fel         | ask +elp +dvp +src

# refused outright
2160p webdl HDR10             | 2160p webdl P5                | fel not:profile=5 | ignore
2160p webdl HDR10             | 2160p webdl P5?               | fel not:profile=5 | ignore
2160p webdl HDR10             | 2160p webdl P5??              | fel not:profile=5 | ask +dv ?dv
2160p webdl HDR10             | 2160p webdl P8.1              | fel not:profile=8 | ignore
2160p webdl HDR10             | 2160p webdl P8.1 AV1          | fel not:codec=av1 | ignore
2160p webdl HDR10             | 2160p webdl P8.1 by:BAD       | fel not:group=bad | ignore
2160p webdl HDR10             | 2160p webdl P8.1 HDR10+       | fel not:dynamic_range=HDR10 | ask +dv +hdr
2160p webdl HDR10             | 2160p remux hybrid P8.1       | fel not:hybrid=yes | ignore
-                             | 1080p cam                     | fel new     | ignore
-                             | 1080p telesync                | fel new     | ignore
"""


def rows(table: str) -> list[tuple[str, ...]]:
    """Split a table into its rows."""
    return [
        tuple(cell.strip() for cell in row.split("|"))
        for row in table.splitlines()
        if row and not row.startswith("#")
    ]


def wanted(words: str) -> tuple[Ladder, Settings]:
    """Read the ladder and the settings of a row."""
    name, *rest = words.split()
    ladder = PRESETS[{"fel": "fel_chain", "comp": "compatible", "tv": "dv_tv"}[name]]
    values: dict[str, object] = {}
    lost: list[str] = []
    allowed: list[str] = []
    for word in rest:
        kind, found, value = re.findall(r"^(\w+)([=:]?)(.*)$", word)[0]
        match kind, found:
            case (("dup" | "new"), ""):
                values["duplicates" if kind == "dup" else "new_titles"] = True
            case "no", ":":
                lost.append(value)
            case "may", ":":
                allowed += value.split(",")
            case "not", ":":
                ladder = dataclasses.replace(ladder, refuses=ladder.refuses | {value})
            case _, ":":
                preferred: dict[str, Any] = {kind: tuple(value.split(","))}
                ladder = dataclasses.replace(ladder, **preferred)
            case _:
                values[kind] = value
    return ladder, read_settings(
        {**values, "refuse_losses": lost, "allow_losses": allowed}
    )


@pytest.mark.parametrize(("have", "offered", "by", "expected"), rows(MATRIX))
def test_what_is_better(have: str, offered: str, by: str, expected: str):
    versions = [quality(words) for words in have.split(" / ") if words != "-"]
    ladder, settings = wanted(by)
    found: dict[str, Any] = compare(
        quality(offered), versions, ladder, settings
    ).as_dict()
    said = [
        found["outcome"],
        *(f"+{NAMES[kind]}" for kind in found["gains"]),
        *(f"-{NAMES[kind]}" for kind in found["losses"]),
        *sorted(f"?{NAMES[kind]}" for kind in found["uncertain"]),
    ]
    outcome, *changes = expected.split()
    doubts = sorted(change for change in changes if change.startswith("?"))
    assert said == [
        outcome,
        *(change for change in changes if not change.startswith("?")),
        *doubts,
    ]


def test_the_table_is_as_long_as_it_is_meant_to_be():
    assert len(rows(MATRIX)) >= 150
