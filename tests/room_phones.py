"""Phones of a room, many in one process, over real HTTP: what a load is made of.

Run as ``python -m tests.room_phones CODE COUNT PORT…``: each phone joins, asks for its
page again and again as the page's script does, and answers every question that opens,
after up to ANSWER_WITHIN seconds.
When the room ends, one JSON line on stdout tells what each saw and what was
acknowledged. Moments are of ``time.monotonic``, which all processes of a machine share.

A phone keeps a connection to one of the ports; where that breaks, it goes on with the
next, as it would behind a balancer. The client is written on plain sockets, so that two
cores measure the site and not the phones.
"""

import asyncio
import contextlib
import json
import random
import re
import sys
import time
from dataclasses import asdict, dataclass, field

SEEN = re.compile(r'data-seen="(\d+)"')
EVERY = re.compile(r'data-every="(\d+)"')
ASKED = re.compile(r'data-number="(\d+)"')
CHOICE = re.compile(r'name="choice" value="([^"]+)"')

ANSWER_WITHIN = 1.5
PATIENCE = 10


@dataclass
class Told:
    """What a phone tells at the end."""

    saw: dict[int, float] = field(default_factory=dict)
    """Revision -> when it came to be known."""
    acknowledged: dict[int, str] = field(default_factory=dict)
    """Step -> the choice that the site said is saved."""
    refused: list[str] = field(default_factory=list)
    broken: int = 0
    polls: list[float] = field(default_factory=list)
    """How long each poll took, in seconds."""


class Phone:
    """One phone, which joins, polls and answers until the room ends."""

    def __init__(self, code, ports, seed):
        self.code = code
        self.ports = ports
        self.chance = random.Random(seed)
        self.turn = seed
        self.told = Told()
        self.cookie = ""
        self.room = ""
        self.revision = ""
        self.answering = {}
        self.reader = self.writer = None
        self.lock = asyncio.Lock()

    async def send(self, method, path, body=None):
        """Status and body, JSON read, of a request; again elsewhere where it breaks."""
        async with self.lock:
            for _ in range(40):
                try:
                    return await asyncio.wait_for(
                        self._once(method, path, body), PATIENCE
                    )
                except (OSError, EOFError, TimeoutError, ValueError):
                    self.told.broken += 1
                    self._hang_up()
                    await asyncio.sleep(0.1)
        raise AssertionError("no server answers")

    async def _once(self, method, path, body):
        if self.writer is None:
            self.turn += 1
            port = self.ports[self.turn % len(self.ports)]
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        sent = json.dumps(body).encode() if body is not None else b""
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n"
            f"X-Part: live\r\nContent-Type: application/json\r\n"
            f"Origin: http://localhost\r\nX-Requested-With: dd\r\n"
            f"Cookie: {self.cookie}\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        self.writer.write(head.encode() + sent)
        await self.writer.drain()
        return await self._answer()

    async def _answer(self):
        lines = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        status = int(lines[0].split()[1])
        headers = {}
        for line in lines[1:]:
            name, _, text = line.partition(": ")
            headers[name.lower()] = text
        if "dd-room" in headers.get("set-cookie", ""):
            self.cookie = headers["set-cookie"].partition(";")[0]
        length = int(headers.get("content-length", 0))
        body = await self.reader.readexactly(length) if length else b""
        if headers.get("content-type") == "application/json":
            return status, json.loads(body)
        return status, body

    def _hang_up(self):
        if self.writer is not None:
            with contextlib.suppress(OSError):
                self.writer.close()
        self.reader = self.writer = None

    async def live(self):
        await asyncio.sleep(self.chance.random() * 1.5)
        status, told = await self.send("POST", "/room/join", {"code": self.code})
        assert status == 200, (status, told)
        self.room = told["room"]
        pause = 0.0
        ended = False
        while not ended:
            await asyncio.sleep(pause)
            began = time.monotonic()
            page = f"/room/{self.room}?seen={self.revision}"
            status, part = await self.send("GET", page)
            self.told.polls.append(time.monotonic() - began)
            assert status in (200, 204), status
            if status == 200:
                part = part.decode()
                self.revision = SEEN.search(part).group(1)
                self.told.saw[int(self.revision)] = time.monotonic()
                self.answer_what_is_open(part)
                ended = 'data-ended="yes"' in part
                every = int(EVERY.search(part).group(1)) / 1000
            # As static/room.js does it.
            pause = every * (0.85 + 0.3 * self.chance.random())
        await asyncio.gather(*self.answering.values())
        self._hang_up()
        return self.told

    def answer_what_is_open(self, part):
        asked = ASKED.search(part)
        if asked and asked.group(1) not in self.answering:
            choices = CHOICE.findall(part)
            self.answering[asked.group(1)] = asyncio.ensure_future(
                self.answer(int(asked.group(1)), choices)
            )

    async def answer(self, number, choices):
        await asyncio.sleep(self.chance.random() * ANSWER_WITHIN)
        choice = self.chance.choice(choices)
        sent = {"number": number, "chosen": [choice]}
        address = f"/room/{self.room}/answer"
        status, told = await self.send("POST", address, sent)
        if status == 503:
            status, told = await self.send("POST", address, sent)
        if status == 200 and told["saved"]:
            self.told.acknowledged[number] = choice
        else:
            self.told.refused.append(f"{status} {told}")


async def main(code, count, ports):
    phones = [Phone(code, ports, random.randrange(10**6)) for _ in range(count)]
    told = await asyncio.gather(*[phone.live() for phone in phones])
    sys.stdout.write(json.dumps([asdict(one) for one in told]) + "\n")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), [int(p) for p in sys.argv[3:]]))
