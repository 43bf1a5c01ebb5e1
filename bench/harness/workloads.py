"""The workloads of the table, each a way to load one proxy for some seconds, with the ratio to nginx we aim for."""
import dataclasses
from typing import Callable

from . import load


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    title: str
    run: Callable  # (host, proxy, seconds) -> Load
    target: tuple = (None, None)  # × nginx: epoll, io_uring
    tls: bool = False


def _wrk(connections=64, path="/", tls=False, **request):
    def run(host, proxy, seconds):
        port = proxy.tls if tls else proxy.plain
        script = load.wrk_script(host, "wrk", **request)
        return load.wrk(host, script, f"{'https' if tls else 'http'}://127.0.0.1:{port}{path}", connections, seconds)
    return run


def _h2(host, proxy, seconds):
    return load.h2load(host, f"https://127.0.0.1:{proxy.tls}/", 16, 8, seconds)


ALL = [
    Workload("keepalive", "128 B, keep-alive, 64 connections", _wrk(), (0.95, 0.85)),
    Workload("browser", "128 B, a browser's ten headers", _wrk(headers=load.BROWSER), (0.90, 0.70)),
    Workload("c512", "128 B, 512 connections", _wrk(connections=512), (0.90, 0.70)),
    Workload("get10k", "10 KB GET", _wrk(path="/10k"), (0.90, 0.70)),
    Workload("post16k", "16 KB POST", _wrk(path="/sink", body_bytes=16 * 1024), (0.90, 0.70)),
    Workload("get1m", "1 MiB GET", _wrk(path="/1m"), (1.0, 1.0)),
    Workload("connect", "128 B, new connection per request", _wrk(headers={"Connection": "close"}), (1.15, 0.95)),
    Workload("tls", "128 B, HTTP/1.1 over TLS", _wrk(tls=True), (0.95, 0.80), tls=True),
    Workload("h2", "128 B, HTTP/2 over TLS, 16 × 8 streams", _h2, (0.85, 0.75), tls=True),
]

ROUTES = Workload("routes", "128 B, 1,000 routes (× the same with one)",
                  _wrk(paths=[f"/r{i:03}/page" for i in range(999)] + ["/"]), (1.03, 1.03))

# Not loaded in rounds: see tail.py and standing.py.
OTHERS = {"tail": "open loop, 4,000/s: p99 from the scheduled time",
          "memory": "RSS under 512 connections, and per idle connection",
          "start": "exec to first proxied 200"}

NAMES = [w.name for w in ALL] + [ROUTES.name] + list(OTHERS)
SHORT = ["keepalive", "get10k", "h2"]
