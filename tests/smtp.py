"""A mail server on this machine: it takes mails over real SMTP and keeps them."""

import contextlib
import email
import socketserver
import threading
import time
from email import policy


class _Session(socketserver.StreamRequestHandler):
    """Just enough of SMTP to take a mail, or to refuse it."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.taken.append(self.text())
                self.wfile.write(b"250 taken\r\n")
            elif word == b"RCPT" and self.server.refuses:
                self.wfile.write(b"550 no such person\r\n")
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 well\r\n")

    def text(self):
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return email.message_from_bytes(b"".join(lines), policy=policy.default)


class MailServer(socketserver.ThreadingTCPServer):
    """``taken`` holds the mails; ``refuses``: it says no to every recipient."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Session)
        self.taken = []
        self.refuses = False

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def newest_to(self, recipient, *, seconds=20):
        """The newest mail to that address, once it has come."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in reversed(self.taken):
                if mail["To"] == recipient:
                    return mail.get_content()
            time.sleep(0.1)
        raise AssertionError(f"no mail came to {recipient}")


@contextlib.contextmanager
def mail_server():
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
