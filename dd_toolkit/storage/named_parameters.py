"""``:name``, as our SQL is written, in the words that psycopg understands."""

import re
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      '(?:[^']|'')*'            # a text: a colon in it is a colon
    | "(?:[^"]|"")*"            # a name in quotation marks
    | --[^\n]*                  # a comment to the end of the line
    | /\*.*?\*/                 # a comment within
    | ::                        # a cast
    | :(?P<name>[A-Za-z_]\w*)   # a parameter
    | %                         # psycopg's own sign, to be doubled
    """,
    re.VERBOSE | re.DOTALL,
)


@lru_cache(maxsize=1000)
def for_psycopg(sql: str) -> str:
    """The SQL with ``%(name)s`` for each ``:name``, and every ``%`` doubled.

    Only for SQL that is run with parameters: without them psycopg leaves ``%`` alone.
    """
    return _TOKEN.sub(_translated, sql)


def _translated(token: re.Match[str]) -> str:
    if token["name"]:
        return f"%({token['name']})s"
    return token[0].replace("%", "%%")
