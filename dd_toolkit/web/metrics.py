"""The numbers for Prometheus, right for several processes too.

``serve`` starts several processes, and a scrape reaches any of them. So each keeps its
numbers in files of one folder (``PROMETHEUS_MULTIPROC_DIR``, which ``serve`` makes and
clears), and who is asked adds up all files; those of processes that ended count on, as
what they counted happened. prometheus-client looks for the folder when it is imported:
an import at the top would run before ``serve`` has made it, in the parent of all
processes, and each would count for itself.
"""

import os
from collections.abc import Iterator

from dd_toolkit.storage.counting import Counts

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Counts requests by their route's rule, method and class of status."""

    def __init__(self) -> None:
        from prometheus_client import (  # noqa: PLC0415 - see the module's beginning
            CollectorRegistry,
            Counter,
            Histogram,
        )

        self._own = CollectorRegistry()
        self._requests = Counter(
            "dd_requests",
            "Requests that were answered.",
            ("route", "method", "status"),
            registry=self._own,
        )
        self._seconds = Histogram(
            "dd_request_seconds",
            "How long answering took.",
            ("route", "method"),
            buckets=SECONDS,
            registry=self._own,
        )

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._requests.labels(route, method, f"{status // 100}xx").inc()
        self._seconds.labels(route, method).observe(seconds)

    def text(self, counts: Counts | None) -> tuple[bytes, str]:
        """What Prometheus reads, and its content type; ``counts`` None: no database."""
        from prometheus_client import (  # noqa: PLC0415
            CONTENT_TYPE_LATEST,
            CollectorRegistry,
            generate_latest,
        )
        from prometheus_client.multiprocess import (  # noqa: PLC0415
            MultiProcessCollector,
        )

        registry = CollectorRegistry()
        folder = os.environ.get(FOLDER)
        if folder:
            MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        measured = generate_latest(registry if folder else self._own)
        return measured + b"".join(_lines(counts)), CONTENT_TYPE_LATEST


def _lines(counts: Counts | None) -> Iterator[bytes]:
    yield _gauge("dd_database_up", "Does the database answer?", int(counts is not None))
    if counts is None:
        return
    yield _gauge("dd_assessments_begun", "Assessments there are.", counts.begun)
    yield _gauge("dd_assessments_submitted", "Those submitted.", counts.submitted)
    yield _gauge("dd_reports_waiting", "PDFs asked for.", counts.reports_waiting)
    yield _gauge("dd_reports_failed", "PDFs given up.", counts.reports_failed)
    yield _gauge("dd_mails_waiting", "Mails to send.", counts.mails_waiting)
    yield _gauge("dd_mails_failed", "Mails given up.", counts.mails_failed)


def _gauge(name: str, explanation: str, value: int) -> bytes:
    text = f"# HELP {name} {explanation}\n# TYPE {name} gauge\n{name} {value}\n"
    return text.encode("ascii")
