"""Courses that are no longer taught, and those that are again."""
