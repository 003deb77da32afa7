"""Alliance courses that a member takes over, with units of its own after them."""

from learn.catalogue.adoption.adoption import Adoption

__all__ = ["Adoption"]
