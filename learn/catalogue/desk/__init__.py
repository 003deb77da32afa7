"""The desk of a draft: everything of a version that is being written but the texts themselves."""

from learn.catalogue.desk.sketch import Sketch, Standing, Tongue
from learn.catalogue.desk.ways import way_to

__all__ = ["Sketch", "Standing", "Tongue", "way_to"]
