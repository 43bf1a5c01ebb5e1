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
    wrong: Callable = lambda host, proxy: ""  # what is wrong with an answer, asked once before; empty: nothing


def _wrk(connections=64, path="/", tls=False, **request):
    def run(host, proxy, seconds):
        port = proxy.tls if tls else proxy.plain
        script = load.wrk_script(host, "wrk", **request)
        return load.wrk(host, script, f"{'https' if tls else 'http'}://127.0.0.1:{port}{path}", connections, seconds)
    return run


def _h2(connections, streams):
    def run(host, proxy, seconds):
        return load.h2load(host, f"https://127.0.0.1:{proxy.tls}/", connections, streams, seconds)
    return run


def _grpc(host, proxy, seconds):
    return load.grpc(host, proxy, 16, 8, seconds)


def _handshakes(**how):
    def run(host, proxy, seconds):
        return load.handshakes(host, proxy, 16, seconds, **how)
    return run


ALL = [
    Workload("keepalive", "128 B, keep-alive, 64 connections", _wrk(), (0.95, 0.85)),
    Workload("browser", "128 B, a browser's ten headers", _wrk(headers=load.BROWSER), (0.90, 0.70)),
    Workload("c512", "128 B, 512 connections", _wrk(connections=512), (0.90, 0.70)),
    Workload("get10k", "10 KB GET", _wrk(path="/10k"), (0.90, 0.70)),
    Workload("post16k", "16 KB POST", _wrk(path="/sink", body_bytes=16 * 1024), (0.90, 0.70)),
    Workload("get1m", "1 MiB GET", _wrk(path="/1m"), (1.0, 1.0)),
    Workload("connect", "128 B, new connection per request", _wrk(headers={"Connection": "close"}), (1.15, 0.95)),
    Workload("tls", "128 B, HTTP/1.1 over TLS", _wrk(tls=True), (0.95, 0.80), True, load.wrong_over_tls),
    Workload("h2", "128 B, HTTP/2 over TLS, 16 × 8 streams", _h2(16, 8), (0.85, 0.75), True, load.wrong_h2),
    Workload("h2-1", "128 B, HTTP/2 over TLS, 64 × 1 stream", _h2(64, 1), (0.85, 0.75), True, load.wrong_h2),
    Workload("h2-32", "128 B, HTTP/2 over TLS, 4 × 32 streams", _h2(4, 32), (0.85, 0.75), True, load.wrong_h2),
    Workload("grpc", "gRPC unary, 128 B each way, over TLS, 16 × 8 streams", _grpc, tls=True, wrong=load.wrong_grpc),
    Workload("handshake", "TLS 1.3, full handshake, ECDSA P-256, one request", _handshakes(), tls=True),
    Workload("handshake-rsa", "TLS 1.3, full handshake, RSA 2048, one request", _handshakes(rsa=True), tls=True),
    Workload("resume", "TLS 1.3, resumed by ticket, one request", _handshakes(resume=True), tls=True),
]

ROUTES = Workload("routes", "128 B, 1,000 routes (× the same with one)",
                  _wrk(paths=[f"/r{i:03}/page" for i in range(999)] + ["/"]), (1.03, 1.03))

# Not loaded in rounds: see tail.py and standing.py.
OTHERS = {"tail": "open loop, 4,000/s: p99 from the scheduled time",
          "memory": "RSS under 512 connections, and per idle connection",
          "start": "exec to first proxied 200"}

NAMES = [w.name for w in ALL] + [ROUTES.name] + list(OTHERS)
SHORT = ["keepalive", "get10k", "h2", "resume"]
