"""A small SMTP server that refuses whom it is told to, to see what really goes over the wire."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """`refuse` maps the local part of an address to the answer to RCPT, or to "drop" (hang up)."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.refuse = refuse
        self.connections = 0
        self.messages: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                answer = self.server.refuse.get(line.partition("<")[2].partition("@")[0], "250 ok")
                if answer == "drop":
                    return
                self.say(answer)
            elif verb == "DATA":
                self.say("354 go on")
                self.server.messages.append(self.message())
                self.say("250 ok")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def message(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mail_server(**refuse: str) -> Iterator[MailServer]:
    with MailServer(refuse) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
