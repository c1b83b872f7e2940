"""A small load generator: keep-alive connections on raw sockets, one process or several, counted by answer.

Run as a program it reads a plan from stdin and prints what it saw:

    {"port": 8000, "connections": 16, "seconds": 5, "requests": ["GET / HTTP/1.1\\r\\n…"], "expect": 200}

Every connection sends one request, waits for the whole answer, and sends the next. `{{n}}` in a request becomes a
number that no other request of this run has, padded to the width of the mark, so that the length stays right.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_MARK = re.compile(rb"\{\{n+\}\}")


@dataclass(frozen=True)
class Seen:
    """What one run saw. Latencies in milliseconds; `wrong` counts answers with another status than expected."""

    answered: int
    wrong: int
    seconds: float
    p50: float
    p99: float
    bytes: int
    first_wrong: str = ""

    @property
    def per_second(self) -> float:
        """Right answers per second."""
        return self.answered / self.seconds if self.seconds else 0.0


def drive(
    port: int,
    requests: Sequence[bytes],
    *,
    connections: int = 16,
    seconds: float = 5,
    processes: int = 1,
    expect: int = 200,
) -> Seen:
    """Send the requests in turn from `connections` connections, spread over `processes` processes."""
    plan = json.dumps(
        {"port": port, "connections": connections // processes, "seconds": seconds, "expect": expect,
         "requests": [request.decode("latin-1") for request in requests]}
    ).encode()  # fmt: skip
    command = [sys.executable, "-m", "sanguanjia.bench.frame.http_load"]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ))
        for _ in range(processes)
    ]
    for process in running:
        if process.stdin:
            process.stdin.write(plan)
            process.stdin.close()
    parts = []
    for process in running:
        parts.append(json.loads(process.stdout.read() if process.stdout else b"{}"))
        process.wait()
    return Seen(
        answered=sum(p["answered"] for p in parts),
        wrong=sum(p["wrong"] for p in parts),
        seconds=max(p["seconds"] for p in parts),
        p50=sorted(p["p50"] for p in parts)[len(parts) // 2],
        p99=max(p["p99"] for p in parts),
        bytes=sum(p["bytes"] for p in parts),
        first_wrong=next((p["first_wrong"] for p in parts if p["first_wrong"]), ""),
    )


def request(
    method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes = b"", host: str = "127.0.0.1"
) -> bytes:
    """One HTTP/1.1 request as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: keep-alive"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class _Line:
    """One connection: what is being waited for."""

    __slots__ = ("buffer", "sent_at", "socket", "wanted")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.wanted = 0
        self.sent_at = 0.0


def _work(plan: dict[str, Any]) -> dict[str, Any]:
    templates = [request.encode("latin-1") for request in plan["requests"]]
    split = [_MARK.split(template) for template in templates]
    widths = [[len(mark) for mark in _MARK.findall(template)] for template in templates]
    salt = secrets.randbelow(10**6)
    selector = selectors.DefaultSelector()
    expected = f"HTTP/1.1 {plan['expect']}".encode()
    latencies: list[float] = []
    count = answered = wrong = received = 0
    first_wrong = ""

    def send(line: _Line) -> None:
        nonlocal count
        which = count % len(split)
        pieces = split[which]
        if len(pieces) > 1:
            number = f"{salt:06d}{count:09d}".encode()
            text = pieces[0]
            for width, piece in zip(widths[which], pieces[1:], strict=True):
                text += number[-width:].rjust(width, b"0") + piece
        else:
            text = pieces[0]
        count += 1
        line.sent_at = time.perf_counter()
        line.socket.sendall(text)

    lines = [_Line(plan["port"]) for _ in range(plan["connections"])]
    began = time.perf_counter()
    until = began + plan["seconds"]
    for line in lines:
        selector.register(line.socket, selectors.EVENT_READ, line)
        send(line)
    open_lines = len(lines)
    while open_lines:
        for key, _ in selector.select(30):
            line = key.data
            data = line.socket.recv(262144)
            received += len(data)
            line.buffer += data
            if not line.wanted:
                cut = line.buffer.find(b"\r\n\r\n")
                if cut < 0 and data:
                    continue
                found = _LENGTH.search(line.buffer, 0, cut + 2)
                line.wanted = cut + 4 + (int(found.group(1)) if found else 0)
            if len(line.buffer) < line.wanted and data:
                continue
            now = time.perf_counter()
            latencies.append(now - line.sent_at)
            if line.buffer.startswith(expected):
                answered += 1
            else:
                wrong += 1
                first_wrong = first_wrong or line.buffer[:2000].decode("utf-8", "replace")
            line.buffer, line.wanted = b"", 0
            if now >= until or not data:
                selector.unregister(line.socket)
                line.socket.close()
                open_lines -= 1
            else:
                send(line)
    took = time.perf_counter() - began
    latencies.sort()
    return {
        "answered": answered, "wrong": wrong, "seconds": took, "bytes": received, "first_wrong": first_wrong,
        "p50": latencies[len(latencies) // 2] * 1000 if latencies else 0,
        "p99": latencies[len(latencies) * 99 // 100] * 1000 if latencies else 0,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(_work(json.load(sys.stdin))))
