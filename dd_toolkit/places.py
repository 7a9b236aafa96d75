"""Where the questionnaires, the report templates and the guides are.

They stand at the top of the source tree, because their authors are not programmers;
an installed wheel carries them inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str, source: str = "") -> Path:
    """The folder in the wheel, or in the source tree, where it may stand deeper."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / (source or name)


QUESTIONNAIRES = _folder("questionnaires")
REPORTS = _folder("reports")
GUIDES = _folder("guides", "docs/guides")
EXAMPLES = QUESTIONNAIRES / "examples"
TRANSLATIONS = _PACKAGE / "translations"
