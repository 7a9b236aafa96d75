"""Every error of the toolkit, on one page.

An error says what is wrong, where, and what to do. It carries its facts, so that a
page and a command can each show them in their own way; ``exit_code`` is what a
command ends with.
"""

from dataclasses import dataclass


class ToolkitError(Exception):
    """Something a person can put right; its text is written for that person."""

    exit_code = 1


@dataclass(frozen=True)
class Problem:
    """One thing to mend in a file: where it stands and what to write instead.

    ``line`` and ``column`` count from 1, as editors do.
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class FileProblems(ToolkitError):
    """A file cannot be used as it is; ``problems`` names every reason at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class NoSuchQuestionnaire(ToolkitError):
    """An id that names no set of ``sets.yaml``."""

    exit_code = 2

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.known = known
        super().__init__(
            f"There is no questionnaire {wanted!r}. There are: {', '.join(known)}."
        )


class NoSuchCountry(ToolkitError):
    """A country whose law no file of ``countries/`` tells."""

    exit_code = 2

    def __init__(self, wanted: str, known: tuple[str, ...]) -> None:
        self.wanted = wanted
        self.known = known
        there = ", ".join(known) or "none"
        super().__init__(
            f"There is no country {wanted!r} in questionnaires/countries. "
            f"There are: {there}. Leave DD_COUNTRY empty for none."
        )


class FontsMissing(ToolkitError):
    """The typefaces that a PDF embeds are not where the reports look for them."""

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"No typeface in {folder}. Run `make fonts` in the project's folder, "
            "or install a wheel made with `make wheel`, which carries them."
        )


class LibraryMissing(ToolkitError):
    """A system library that WeasyPrint needs is not on this machine."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "PDFs need Pango and HarfBuzz, which are not on this machine. On Debian or "
            "Ubuntu: apt-get install libpangoft2-1.0-0 libharfbuzz-subset0\n"
            f"({cause})"
        )


class SettingRefused(ToolkitError):
    """A ``DD_…`` setting is missing or has a value that cannot be used."""

    exit_code = 2

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"{name}: {reason}")


class DatabaseBusy(ToolkitError):
    """Others kept the database busy for longer than we wait; nothing was saved."""

    def __init__(self) -> None:
        super().__init__("The database is busy; nothing was saved. Try again.")


class DatabaseFull(ToolkitError):
    """The disk is full or cannot be written; nothing was saved."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The database cannot be written; nothing was saved ({cause})."
        )


class BackupRefused(ToolkitError):
    """A backup cannot be made or restored; nothing was changed."""

    def __init__(self, file: str, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{file}: {reason} Nothing was changed.")


class CaseRefused(ToolkitError):
    """The file of a case cannot be made or taken; nothing was changed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"{reason} Nothing was changed.")


class DatabaseUnreachable(ToolkitError):
    """No server answers at the address of the database, or it lets us not in."""

    def __init__(self, *, database: str, host: str, reason: str) -> None:
        self.database = database
        self.host = host
        super().__init__(
            f"The database {database} at {host} cannot be reached: {reason}\n"
            "Is the server running, and is the address in DD_DATABASE right?"
        )


class MoveRefused(ToolkitError):
    """A database cannot be moved; the target is as it was before."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Nothing was moved.")


class FilesFull(ToolkitError):
    """The place of the attached files cannot be written; the file was not kept."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"The file was not kept: DD_FILES cannot be written ({cause})."
        )


class FileDamaged(ToolkitError):
    """What is stored under this SHA-256 is gone, or is not what was received."""

    def __init__(self, sha256: str, cause: str) -> None:
        self.sha256 = sha256
        super().__init__(
            f"The attached file {sha256} {cause}. It is not given out. "
            "Put it back from a backup of DD_FILES."
        )
