"""What a new version asks of those who hold an earlier one: the decision per unit, and what it comes to.

Import from its files: versions need the terms, and what the terms come to needs the versions.
"""
