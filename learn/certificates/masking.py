"""A holder's name as strangers see it: enough to compare with a paper in hand, not enough to learn a name."""


def masked(name: str, latin_name: str = "") -> str:
    """林博, Lin Bo reads 林* (L. B.); Anna Schmidt reads A. S."""
    chinese = ord(name[:1] or "?") > 0x2E7F
    initials = _initials(latin_name if chinese else name)
    if not chinese:
        return initials
    return f"{name[0]}* ({initials})" if initials else f"{name[0]}*"


def _initials(name: str) -> str:
    return " ".join(f"{word[0].upper()}." for word in name.split() if word[0].isalpha())
