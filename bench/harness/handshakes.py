"""Handshakes of TLS 1.3, one request on each connection: handshakes.py PORT NAME CERTIFICATE CONNECTIONS SECONDS full|resume LENGTH

Each connection checks the name and the certificate, and the whole answer. With `resume` each begins with the ticket of
the one before in its place. Prints a line of JSON; `full` and `resumed` are what really happened.
"""
import json
import selectors
import socket
import ssl
import sys
import time

PATIENCE = 10.0


class Slot:
    """A place for one connection after the other."""

    def __init__(self, load):
        self.load, self.session = load, None
        self.begin()

    def begin(self):
        self.started, self.answer, self.sent = time.monotonic(), bytearray(), False
        raw = socket.socket()
        raw.setblocking(False)
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        raw.connect_ex(("127.0.0.1", self.load.port))
        self.socket, self.greeted = raw, False
        self.load.selector.register(raw, selectors.EVENT_WRITE, self)

    def ready(self):
        try:
            if not self.greeted:
                self._greet()
            if not self.sent:
                self.socket.do_handshake()
                self.socket.sendall(self.load.request)
                self.sent = True
            while True:
                part = self.socket.recv(16384)
                if not part:
                    return self._ended()
                self.answer += part
        except ssl.SSLWantReadError:
            self._await(selectors.EVENT_READ)
        except ssl.SSLWantWriteError:
            self._await(selectors.EVENT_WRITE)
        except OSError as e:
            self.load.fail(f"{type(e).__name__}: {e}")
            self._again()

    def _greet(self):
        error = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, "connect")
        self.load.selector.unregister(self.socket)
        self.socket = self.load.context.wrap_socket(
            self.socket, server_hostname=self.load.name, do_handshake_on_connect=False, session=self.session)
        self.load.selector.register(self.socket, selectors.EVENT_READ, self)
        self.greeted = True

    def _await(self, event):
        if self.load.selector.get_key(self.socket).events != event:
            self.load.selector.modify(self.socket, event, self)

    def _ended(self):
        head, _, body = bytes(self.answer).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 ") or len(body) != self.load.length:
            self.load.fail(f"answer of {len(body)} bytes: {head[:60]!r}")
        self.load.done(time.monotonic() - self.started, self.socket.session_reused)
        if self.load.resume:
            self.session = self.socket.session
        self._again()

    def _again(self):
        self.load.selector.unregister(self.socket)
        self.socket.close()
        if time.monotonic() < self.load.end:
            self.begin()
        else:
            self.load.left -= 1


class Handshakes:
    def __init__(self, port, name, certificate, connections, seconds, resume, length):
        self.port, self.name, self.resume, self.length = port, name, resume, length
        self.context = ssl.create_default_context(cafile=certificate)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_3
        self.request = f"GET / HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n".encode()
        self.selector = selectors.DefaultSelector()
        self.times, self.reused, self.errors = [], 0, []
        self.begin = time.monotonic()
        self.end, self.left = self.begin + seconds, connections
        for _ in range(connections):
            Slot(self)

    def run(self):
        while self.left:
            for key, _ in self.selector.select(1.0):
                key.data.ready()
            if time.monotonic() > self.end + PATIENCE:
                self.fail(f"{self.left} connections without an end")
                break
        return {"requests": len(self.times), "seconds": time.monotonic() - self.begin,
                "p50": at(self.times, 0.5), "p99": at(self.times, 0.99), "resumed": self.reused,
                "full": len(self.times) - self.reused, "errors": len(self.errors), "error": "; ".join(self.errors[:3])}

    def done(self, seconds, reused):
        self.times.append(seconds)
        self.reused += reused

    def fail(self, text):
        self.errors.append(text)


def at(times, share):
    times = sorted(times)
    return times[min(len(times) - 1, int(len(times) * share))] * 1e3 if times else 0.0


def main(port, name, certificate, connections, seconds, mode, length):
    load = Handshakes(int(port), name, certificate, int(connections), float(seconds), mode == "resume", int(length))
    print(json.dumps(load.run()))


if __name__ == "__main__":
    main(*sys.argv[1:])
