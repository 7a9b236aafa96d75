"""Where the questionnaires and the report templates are.

They stand at the top of the source tree, because their authors are not programmers;
an installed wheel carries them inside the package.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def _folder(name: str) -> Path:
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


QUESTIONNAIRES = _folder("questionnaires")
REPORTS = _folder("reports")
EXAMPLES = QUESTIONNAIRES / "examples"
TRANSLATIONS = _PACKAGE / "translations"
