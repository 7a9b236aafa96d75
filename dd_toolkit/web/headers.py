"""Headers that keep pages private and browsers strict (OWASP ASVS 5, chapter 3)."""

import hashlib
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, session

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def init_app(app: Flask) -> None:
    """Set the headers on every response, errors and files among them."""
    state = _state_of(Path(str(app.static_folder)))

    @app.url_defaults
    def with_state(endpoint: str, values: dict[str, Any]) -> None:
        """Browsers keep scripts for a day; a page must not meet yesterday's."""
        if endpoint == "static":
            values.setdefault("v", state)

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            # A file that a stranger made is given out under a stricter policy.
            response.headers.setdefault(name, value)
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "public, max-age=86400"
        elif session or request.cookies:
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response


def _state_of(folder: Path) -> str:
    """Changes whenever a file of the folder changes."""
    content = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        content.update(path.read_bytes())
    return content.hexdigest()[:8]
