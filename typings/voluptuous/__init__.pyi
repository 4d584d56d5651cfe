# Since Home Assistant 2026.9 the name `voluptuous` means probatio, put in its place at run time.
# The integration keeps the old name because it also runs on 2026.8; the types are the new ones.
from probatio import *
