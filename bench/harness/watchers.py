"""Readers of the admin listener's stream: watchers.py PORT COUNT; says `ready` once each has its picture, and at the end of
standard input a line of JSON: how many ticks the one that got the fewest, and the most, has read, and the bytes of all."""
import json
import selectors
import socket
import sys

TICK, PICTURE = b"event: tick", b"event: picture"


class Watcher:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.socket.sendall(f"GET /api/v1/stream HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n\r\n"
                            .encode())
        self.ticks, self.bytes, self.pictures, self.rest = 0, 0, 0, b""

    def read(self):
        part = self.socket.recv(262144)
        if not part:
            raise SystemExit("a stream ended")
        self.bytes += len(part)
        # What ends in the middle of a name is looked at again with the next part.
        text = self.rest + part
        self.ticks += text.count(TICK) - self.rest.count(TICK)
        self.pictures += text.count(PICTURE) - self.rest.count(PICTURE)
        self.rest = text[-len(PICTURE) + 1:]


def main(port, count):
    watchers = [Watcher(int(port)) for _ in range(int(count))]
    selector = selectors.DefaultSelector()
    for watcher in watchers:
        selector.register(watcher.socket, selectors.EVENT_READ, watcher)
    selector.register(sys.stdin, selectors.EVENT_READ, None)
    told = False
    while True:
        for key, _ in selector.select():
            if key.data is None:
                ticks = [watcher.ticks for watcher in watchers]
                print(json.dumps({"fewest": min(ticks), "most": max(ticks), "bytes": sum(w.bytes for w in watchers)}))
                return
            key.data.read()
        if not told and all(watcher.pictures for watcher in watchers):
            told = True
            print("ready", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
