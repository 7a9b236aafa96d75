"""Imports run downward only: web, reporting, cli > operations > storage > core."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT) for path in ROOT.glob("dd_toolkit/**/*.py"))
PLAIN = {
    "dd_toolkit.errors",
    "dd_toolkit.logs",
    "dd_toolkit.places",
    "dd_toolkit.settings",
}
CORE = {"dd_toolkit.core", "dd_toolkit.errors"}
STORAGE = CORE | PLAIN | {"dd_toolkit.storage"}
OPERATIONS = STORAGE | {"dd_toolkit.operations", "dd_toolkit.languages"}
SPOKEN = {"dd_toolkit.languages", "dd_toolkit.repaying"}
"""Words, dates and sums for people: below pages and reports, above the core."""
LAYERS = {
    "core": CORE,
    "storage": STORAGE,
    "operations": OPERATIONS,
    "reporting": OPERATIONS
    | SPOKEN
    | {"dd_toolkit.reporting", "dd_toolkit.__version__"},
    "web": OPERATIONS
    | SPOKEN
    | {"dd_toolkit.web", "dd_toolkit.verifying"}
    | {"dd_toolkit.attachments", "dd_toolkit.drawing"},
}
"""Layer -> what it may import of the toolkit; cli may import everything."""
CORE_LIBRARIES = {"yaml", "pydantic", "pydantic_core", "dd_toolkit"}


def imported(module):
    """Every module or name that a file imports, inside functions too."""
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules_of(layer):
    return [module for module in MODULES if module.parts[1] == layer]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_what_lies_below_it(layer):
    assert modules_of(layer)

    upward = [
        (str(module), name)
        for module in modules_of(layer)
        for name in imported(module)
        if name.startswith("dd_toolkit")
        and ".".join(name.split(".")[:2]) not in LAYERS[layer]
    ]

    assert upward == []


def test_the_core_needs_no_library_but_yaml_and_pydantic():
    names = {name for module in modules_of("core") for name in imported(module)}

    libraries = {name.split(".")[0] for name in names} - sys.stdlib_module_names
    assert libraries <= CORE_LIBRARIES


def test_the_core_knows_neither_the_clock_nor_chance_nor_the_network():
    names = {name for module in modules_of("core") for name in imported(module)}

    roots = {name.split(".")[0] for name in names}
    assert not roots & {"time", "random", "secrets", "uuid", "socket", "sqlite3", "os"}


def test_only_reporting_imports_weasyprint():
    importing = {
        module.parts[1]
        for module in MODULES
        for name in imported(module)
        if name.split(".")[0] == "weasyprint"
    }

    assert importing == {"reporting"}
