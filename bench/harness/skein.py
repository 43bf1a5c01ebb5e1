"""Skein as a contender: its configuration, and the launcher that starts it."""
import json
import shlex

from .origin import CALL
from .proxies import JVM_FLAGS, ROOT, Proxy, java


class Skein(Proxy):
    """`transport` is epoll, io_uring or nio; `routes` the size of its table; `defaults` leaves Via and request ids on."""

    jvm = True
    start_command = None

    def __init__(self, name, host, origin, log, transport="epoll", routes=1, defaults=False):
        self.transport, self.routes, self.defaults = transport, routes, defaults
        super().__init__(name, host, origin, log)
        self.admin = host.port()

    def command(self):
        # The launcher becomes the JVM, so that its process id is the one to measure.
        template = self.start_command or f"{ROOT}/skein run -c {{conf}}"
        values = {"conf": self.write(".conf", self.configuration()), "plain": self.plain, "tls": self.tls,
                  "servers": ",".join(f"127.0.0.1:{port}" for port in self.origin.ports),
                  "transport": self.transport, "root": ROOT, "java": java(), "flags": JVM_FLAGS,
                  "log": self.host.work / f"{self.tag}.log" if self.log else ""}
        return shlex.split(template.format(**values)), None, self.host.work

    def configuration(self):
        servers, callees = (json.dumps([f"127.0.0.1:{port}" for port in ports])
                            for ports in (self.origin.ports, self.origin.grpc))
        log = f'{{ output = file, file = "{self.host.work}/{self.tag}.log", format = combined }}' if self.log else \
            "{ output = off }"
        # The others add neither Via nor a request id.
        forwarding = "" if self.defaults else "forwarding { via = null, request-id-header = null }"
        extra = "\n".join(
            f"    {{ name = r{i:03}, match {{ path-prefix = \"/r{i:03}\" }}, pool = bench }}"
            for i in range(self.routes - 1))
        return f"""
skein {{
  node {{ id = bench, event-loops = 1, transport = {self.transport}, data = "{self.host.work}/{self.tag}.data" }}
  access-log {log}
  defaults {{
    listener {{ timeouts {{ keep-alive = 600s }}, {forwarding} }}
    pool {{ connections {{ idle-timeout = 600s }} }}
  }}
  listeners {{
    http {{ bind = "127.0.0.1:{self.plain}" }}
    https {{ bind = "127.0.0.1:{self.tls}"
      tls {{ certificates = [ {{ cert = "{self.origin.certificate}", key = "{self.origin.key}" }}
                             {{ cert = "{self.origin.rsa_certificate}", key = "{self.origin.rsa_key}" }} ] }} }}
  }}
  pools {{
    bench {{ servers = {servers} }}
    callees {{ servers = {callees}, protocol = h2 }}
  }}
  routes = [
{extra}
    {{ name = calls, match {{ path = "{CALL}" }}, pool = callees }}
    {{ name = all, match {{ path-prefix = "/" }}, pool = bench }}
  ]
  admin {{ bind = "127.0.0.1:{self.admin}" }}
}}
"""
