"""All drills. A new one is a line here, and a sentence in docs/drills.md."""

from __future__ import annotations

from drills.bare import DRILL as BARE
from drills.lighthouse import DRILL as LIGHTHOUSE
from drills.machines.cuts import DRILL as CUTS
from drills.machines.install import DRILL as INSTALL
from drills.machines.power import DRILL as POWER
from drills.mutants.drill import DRILL as MUTANTS
from drills.national.drill import DRILL as NATIONAL
from drills.phone_arm import DRILL as PHONE_ARM
from drills.radios.drill import DRILL as RADIOS
from drills.restore.drill import DRILL as RESTORE
from drills.suites import ARM, BREADTH, DOORS, FUZZ, HYPOTHESIS, INTERVIEW, KILLS, LOAD, PARTITION, TWO, UPGRADE
from drills.tls import DRILL as TLS

DRILLS = (
    KILLS,
    PARTITION,
    UPGRADE,
    DOORS,
    INTERVIEW,
    FUZZ,
    LOAD,
    TWO,
    BREADTH,
    HYPOTHESIS,
    ARM,
    MUTANTS,
    LIGHTHOUSE,
    BARE,
    PHONE_ARM,
    RADIOS,
    TLS,
    INSTALL,
    POWER,
    CUTS,
    RESTORE,
    NATIONAL,
)
