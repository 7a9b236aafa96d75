"""Imports run downward only (README.md, "How it is built")."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "dd_toolkit"
BELOW = {
    "core": {"core", "errors"},
    "storage": {"storage", "core", "errors"},
    "operations": {"operations", "storage", "core", "errors"},
    "reporting": {"reporting", "operations", "storage", "core", "errors", "places"},
    "web": {"web", "operations", "storage", "core", "errors", "places", "settings"},
}
"""What each layer may import of the toolkit; web reads storage, never reporting."""
CORE_LIBRARIES = {"yaml", "pydantic", "pydantic_core"}
