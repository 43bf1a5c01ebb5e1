"""What is not a matter of rounds: the tail at a fixed rate, memory, and the time to the first answer."""
import socket
import ssl
import statistics
import threading
import time

from . import host as machine
from . import load
from .rounds import Rounds
from .workloads import Workload

RATE, CONNECTIONS = 4000, 64


def tail(host, proxies, options, say):
    """As a Rounds, with the open loop as its load; the JVMs are warmed up by a closed loop first."""
    def run(host, proxy, seconds):
        return load.open_loop(host, proxy.plain, RATE, CONNECTIONS, seconds, 1)

    rounds = Rounds(Workload("tail", f"open loop, {RATE:,}/s evenly spaced", run), proxies)
    for proxy in proxies:
        if proxy.jvm and not proxy.warm:
            load.wrk(host, load.wrk_script(host, "wrk"), f"http://127.0.0.1:{proxy.plain}/", 64, options.warm_up)
            proxy.warm = True
    rounds.run(host, options, say)
    return rounds


def start(proxies, options, say):
    """{proxy: [milliseconds]}: each proxy alone, started and stopped again."""
    found = {proxy.name: [] for proxy in proxies}
    for _ in range(max(5, options.rounds)):
        for proxy in proxies:
            found[proxy.name].append(proxy.start() * 1e3)
            proxy.stop()
    for name, times in found.items():
        say(f"  start {name:18} {statistics.median(times):7.0f} ms")
    return found


def memory(host, proxies, options, say):
    """{proxy: {fresh, load, plain, tls}}: MiB, MiB, and KiB per idle connection; each proxy fresh and alone."""
    found = {}
    for proxy in proxies:
        proxy.start()
        pid = proxy.process.pid
        time.sleep(0.5)
        values = {"fresh": machine.rss_mib(pid), "load": _peak(host, proxy, max(5, options.seconds * 2))}
        values["plain"] = _per_idle(proxy, 5000, None)
        values["tls"] = _per_idle(proxy, 2000, _tls_context()) if proxy.has_tls else None
        proxy.stop()
        found[proxy.name] = values
        say(f"  memory {proxy.name:18} " + ", ".join(f"{k} {v:.1f}" for k, v in values.items() if v is not None))
    return found


def _peak(host, proxy, seconds):
    peak, done = [0.0], threading.Event()

    def watch():
        while not done.wait(0.1):
            peak[0] = max(peak[0], machine.rss_mib(proxy.process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    load.wrk(host, load.wrk_script(host, "wrk"), f"http://127.0.0.1:{proxy.plain}/", 512, seconds)
    done.set()
    watcher.join()
    return peak[0]


def _tls_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _per_idle(proxy, count, context):
    """KiB a connection that has served one request and stays open; the process is warm from the load before."""
    port, open_ones = (proxy.tls if context else proxy.plain), []
    try:
        for _ in range(200):
            open_ones.append(_used(port, context))
        before = machine.rss_mib(proxy.process.pid)
        for _ in range(count):
            open_ones.append(_used(port, context))
        time.sleep(0.5)
        return (machine.rss_mib(proxy.process.pid) - before) * 1024 / count
    finally:
        for connection in open_ones:
            connection.close()


def _used(port, context):
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    if context:
        connection = context.wrap_socket(connection, server_hostname="bench.test")
    connection.sendall(b"GET / HTTP/1.1\r\nHost: bench.test\r\n\r\n")
    got = b""
    while not got.endswith(b"\n") or b"\r\n\r\n" not in got or got.endswith(b"\r\n\r\n"):
        part = connection.recv(4096)
        if not part:
            raise SystemExit(f"{port}: closed after {got!r}")
        got += part
    return connection
