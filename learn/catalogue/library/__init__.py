"""The media library: pictures, recordings and documents of an organisation, each kept once."""

from learn.catalogue.library.intake import MEDIA_TYPES, PICTURES, Intake
from learn.catalogue.library.library_file import LibraryFile
from learn.catalogue.library.where import Use, uses_of

__all__ = ["MEDIA_TYPES", "PICTURES", "Intake", "LibraryFile", "Use", "uses_of"]
