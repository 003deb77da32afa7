"""Drawings as drawing programs write them, made diagrams of ours or refused."""

from learn.catalogue.library.svg.cleaning import cleaned

__all__ = ["cleaned"]
