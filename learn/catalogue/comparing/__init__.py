"""Any two versions side by side: versions in force, drafts, what was handed in. Works on packs, knows no database."""

from learn.catalogue.comparing.changes import Changes
from learn.catalogue.comparing.units import UnitChange, UnitPart, UnitState, changed_units

__all__ = [
    "Changes",
    "UnitChange",
    "UnitPart",
    "UnitState",
    "changed_units",
]
