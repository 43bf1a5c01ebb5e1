"""Servers whose health somebody else decides: switched.py ADDRESS FIRST-PORT COUNT; for each line on standard input, PORT
and a status, the checks of that port's server are answered so from then on."""
import http.server
import sys
import threading

STATUS = {}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(STATUS.get(self.server.server_address[1], 200))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_):
        """A check that was given up is no news."""


def main(address, first, count):
    for port in range(int(first), int(first) + int(count)):
        server = Server((address, port), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    for line in sys.stdin:
        port, status = line.split()
        STATUS[int(port)] = int(status)


if __name__ == "__main__":
    main(*sys.argv[1:])
