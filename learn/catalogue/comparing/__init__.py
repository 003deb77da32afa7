"""Any two versions side by side: versions in force, drafts, what was handed in. Works on packs, knows no database."""

from learn.catalogue.comparing.changes import Changes
from learn.catalogue.comparing.comparing import Comparing
from learn.catalogue.comparing.rules import RuleChange, rule_changes, rules_in_words
from learn.catalogue.comparing.showing import Showing
from learn.catalogue.comparing.units import UnitChange, UnitPart, UnitState, changed_units

__all__ = [
    "Changes",
    "Comparing",
    "RuleChange",
    "Showing",
    "UnitChange",
    "UnitPart",
    "UnitState",
    "changed_units",
    "rule_changes",
    "rules_in_words",
]
