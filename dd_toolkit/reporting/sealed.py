"""The only door between a report and the world: files of ``reports/``, nothing else.

A report prints what people typed. Should any of it ever become markup, it must find no
network, no file of the machine and no data address to use (CVE-2025-68616 and others
were found in fetchers that trusted too much). It is a subclass of ``URLFetcher``:
WeasyPrint 70 gives up the whole PDF when a plain function refuses.
"""

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

_TYPES = {".css": "text/css", ".ttf": "font/ttf"}


class SealedFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Opens stylesheets and typefaces below ``folder``; refuses everything else."""

    def __init__(self, folder: Path) -> None:
        super().__init__(allowed_protocols=("file",), allow_redirects=False)
        self._folder = folder.resolve()

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002
        """The file at this address; ``ValueError`` where there is none for a report."""
        path = self._path(url)
        return URLFetcherResponse(
            path.as_uri(), path.read_bytes(), {"Content-Type": _TYPES[path.suffix]}
        )

    def _path(self, url: str) -> Path:
        """``resolve`` follows links and ``..`` before the folder is compared."""
        address = urlsplit(url)
        if address.scheme != "file" or address.netloc:
            raise ValueError("a report opens no address but its own files")
        path = Path(unquote(address.path)).resolve()
        if not path.is_relative_to(self._folder) or path.suffix not in _TYPES:
            raise ValueError("a report opens only styles and typefaces of its own")
        return path
