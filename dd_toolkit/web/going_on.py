"""Where a page leads on to: only ever to a page of this site."""

import re


def own_path(wanted: str) -> str:
    """The path if it is one of this site; empty for any other address.

    Browsers read ``//host`` and ``/\\host`` as another site, and drop tabs and line
    breaks while reading.
    """
    if not re.fullmatch(r"/(?![/\\])[!-~]*", wanted) or "\\" in wanted:
        return ""
    return wanted
