"""One address for several servers, as a load balancer gives: each connection in turn.

A server that does not answer is left out, and the next one gets the connection.
"""

import contextlib
import itertools
import socket
import threading
from collections import Counter


class RoundRobin:
    """Passes connections on to servers on these ports; counts those of each."""

    def __init__(self, ports):
        self._turns = itertools.cycle(ports)
        self._ports = ports
        self._lock = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.served = Counter()
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self):
        # Only a shutdown wakes the thread that waits in accept().
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _listen(self):
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass, args=(client,), daemon=True).start()

    def _pass(self, client):
        with client, contextlib.suppress(OSError), self._next_server() as server:
            there = threading.Thread(target=pump, args=(client, server), daemon=True)
            there.start()
            pump(server, client)
            there.join(timeout=5)

    def _next_server(self):
        for _ in self._ports:
            with self._lock:
                port = next(self._turns)
            with contextlib.suppress(ConnectionError):
                server = socket.create_connection(("127.0.0.1", port), timeout=10)
                self.served[port] += 1
                return server
        raise ConnectionRefusedError


def pump(source, target):
    """Pass on what comes, until it ends."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
