"""Small SVG faces, drawn from a seed: the same seed gives the same face. Pure."""

import hashlib

_BACKGROUNDS = ("#f59e0b", "#fb7185", "#34d399", "#60a5fa", "#a78bfa", "#f472b6", "#2dd4bf")
_FACES = ("#fff7ed", "#fef3c7", "#ffedd5", "#fce7f3", "#ecfdf5")
_MOUTHS = ("M24 42 q8 8 16 0", "M25 43 q7 4 14 0", "M26 41 q6 10 12 0", "M27 44 h10")
_EARS = (
    '<circle cx="16" cy="18" r="8"/><circle cx="48" cy="18" r="8"/>',
    '<path d="M10 26 L14 6 L28 16 Z"/><path d="M54 26 L50 6 L36 16 Z"/>',
    '<ellipse cx="20" cy="12" rx="5" ry="11"/><ellipse cx="44" cy="12" rx="5" ry="11"/>',
)


def draw(seed: str) -> str:
    """Return the SVG text for a seed."""
    digest = hashlib.sha256(seed.encode()).digest()
    background = _BACKGROUNDS[digest[0] % len(_BACKGROUNDS)]
    face = _FACES[digest[1] % len(_FACES)]
    ears = _EARS[digest[2] % len(_EARS)]
    mouth = _MOUTHS[digest[3] % len(_MOUTHS)]
    gap = 8 + digest[4] % 4
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img">'
        f'<rect width="64" height="64" rx="20" fill="{background}"/>'
        f'<g fill="{face}">{ears}<circle cx="32" cy="34" r="20"/></g>'
        f'<g fill="#292524"><circle cx="{32 - gap}" cy="32" r="2.6"/>'
        f'<circle cx="{32 + gap}" cy="32" r="2.6"/></g>'
        f'<path d="{mouth}" fill="none" stroke="#292524" stroke-width="2.4"/>'
        "</svg>"
    )


def path_for(seed: str) -> str:
    """Return the address at which the server draws this seed."""
    return f"/avatars/{seed}.svg"
