"""Load generators: wrk for HTTP/1.1, h2load for HTTP/2, our own OpenLoop for a fixed rate and Handshakes for TLS; each
gives a Load. And what they would not notice, asked once before: whether the answers are the right ones."""
import dataclasses
import json
import re
import ssl
import subprocess
import sys
import urllib.error
import urllib.request

from .origin import ANSWER, CALL, MESSAGE
from .proxies import HERE, java

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-GB,en;q=0.9,de;q=0.8",
    "Cache-Control": "max-age=0",
    "Cookie": "session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; consent=1; _ga=GA1.2.1845173946.1731412345",
    "Referer": "http://bench.test/catalogue/page-2.html",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Upgrade-Insecure-Requests": "1",
}

REPORT = """
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('\\nJSON {"requests":%d,"micros":%d,"p50":%.1f,"p99":%.1f,' ..
    '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\\n', summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect, e.read, e.write, e.status, e.timeout))
end
"""


@dataclasses.dataclass
class Load:
    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    error: str = ""


def lua_string(text):
    return json.dumps(text)


def wrk_script(host, name, headers=None, body_bytes=0, paths=None):
    lines = [REPORT]
    for key, value in (headers or {}).items():
        lines.append(f"wrk.headers[{lua_string(key)}] = {lua_string(value)}")
    if body_bytes:
        lines.append(f"wrk.method = 'POST'\nwrk.body = string.rep('x', {body_bytes})")
        lines.append("wrk.headers['Content-Type'] = 'application/octet-stream'")
    if paths:
        listed = ",".join(lua_string(path) for path in paths)
        lines.append(f"local paths, made, n = {{{listed}}}, {{}}, 0\n"
                     "function init(args)\n  for i, p in ipairs(paths) do made[i] = wrk.format(nil, p) end\nend\n"
                     "function request()\n  n = n % #made + 1\n  return made[n]\nend")
    script = host.work / f"{name}.lua"
    script.write_text("\n".join(lines))
    return script


def wrk(host, script, url, connections, seconds):
    done = host.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "2s", "-s", script, url])
    found = re.search(r"^JSON (.*)$", done.stdout, re.M)
    if not found:
        return Load(0, seconds, 0, 0, f"wrk: {(done.stderr or done.stdout).strip()[-200:]}")
    result = json.loads(found.group(1))
    errors = [f"{result[key]} {key}" for key in ("connect", "read", "write", "status", "timeout") if result[key]]
    return Load(result["requests"], result["micros"] / 1e6, result["p50"] / 1e3, result["p99"] / 1e3, ", ".join(errors))


def h2load(host, url, connections, streams, seconds, more=()):
    log = host.work / "h2load.log"
    log.unlink(missing_ok=True)
    done = host.run(["h2load", "-t1", f"-c{connections}", f"-m{streams}", f"-D{seconds}", f"--log-file={log}", *more,
                     url])
    finished = re.search(r"^finished in .*$", done.stdout, re.M)
    counts = re.search(r"requests: \d+ total, \d+ started, (\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored, "
                       r"(\d+) timeout", done.stdout)
    codes = re.search(r"status codes: (\d+) 2xx, (\d+) 3xx, (\d+) 4xx, (\d+) 5xx", done.stdout)
    if not (finished and counts and codes):
        return Load(0, seconds, 0, 0, f"h2load: {(done.stderr or done.stdout).strip()[-200:]}")
    micros = sorted(int(line.rsplit("\t", 1)[1]) for line in log.read_text().splitlines())
    errors = []
    if "h2" not in re.findall(r"Application protocol: (\S+)", done.stdout):
        errors.append("no HTTP/2")
    errors += [f"{counts[i]} {word}" for i, word in ((3, "failed"), (4, "errored"), (5, "timeout")) if counts[i] != "0"]
    errors += [f"{codes[i]} {i + 1}xx" for i in (2, 3, 4) if codes[i] != "0"]
    at = lambda share: micros[min(len(micros) - 1, int(len(micros) * share))] / 1e3 if micros else 0
    return Load(int(counts[2]), seconds, at(0.5), at(0.99), ", ".join(errors))


GRPC_HEADERS = ("content-type: application/grpc", "te: trailers")


def grpc(host, proxy, connections, streams, seconds):
    headers = [f"-H{header}" for header in GRPC_HEADERS]
    return h2load(host, f"https://127.0.0.1:{proxy.tls}{CALL}", connections, streams, seconds,
                  [*headers, "-d", proxy.origin.message])


def handshakes(host, proxy, connections, seconds, rsa=False, resume=False):
    """Each connection is new, and asks once; the name that it asks for says which certificate."""
    name = "rsa.bench.test" if rsa else "bench.test"
    certificate = proxy.origin.rsa_certificate if rsa else proxy.origin.certificate
    done = host.run([sys.executable, HERE / "harness" / "handshakes.py", proxy.tls, name, certificate, connections,
                     seconds, "resume" if resume else "full", len(ANSWER)])
    if done.returncode != 0:
        return Load(0, seconds, 0, 0, f"handshakes: {done.stderr.strip()[-200:]}")
    result = json.loads(done.stdout)
    error = f"{result['errors']} errors: {result['error']}" if result["errors"] else ""
    # Until a ticket is there, a connection in each place goes without.
    if resume and result["full"] > connections or not resume and result["resumed"]:
        error = error or f"{result['full']} full, {result['resumed']} resumed"
    return Load(result["requests"], result["seconds"], result["p50"], result["p99"], error)


def wrong_over_tls(_host, proxy):
    """What is wrong with an answer by HTTP/1.1 over TLS; empty: nothing."""
    context = ssl.create_default_context(cafile=proxy.origin.certificate)
    try:
        with urllib.request.urlopen(f"https://localhost:{proxy.tls}/", context=context, timeout=10) as answer:
            got = answer.read().decode()
    except (urllib.error.URLError, OSError) as e:
        return f"HTTP/1.1 over TLS: {e}"
    return "" if got == ANSWER else f"HTTP/1.1 over TLS: {got!r} (expected: {ANSWER!r})"


def wrong_h2(host, proxy):
    done = host.run(["nghttp", f"https://127.0.0.1:{proxy.tls}/"])
    return "" if done.stdout == ANSWER else f"HTTP/2: {done.stdout!r} {done.stderr.strip()[-200:]} (expected: {ANSWER!r})"


def wrong_grpc(host, proxy):
    """A call as a client makes it: its message comes back whole, and the status in trailers."""
    url = f"https://127.0.0.1:{proxy.tls}{CALL}"
    call = ["nghttp", *(f"-H{header}" for header in GRPC_HEADERS), "-d", proxy.origin.message]
    message = host.run([*call, url], text=False).stdout
    if message != MESSAGE:
        return f"gRPC: {message!r} (expected: {MESSAGE!r})"
    said = re.sub(r"\x1b\[[0-9;]*m", "", host.run([*call, "-nv", url]).stdout)
    head, _, trailers = said.partition("recv DATA")
    for part, want in ((head, ":status: 200"), (head, "content-type: application/grpc"), (trailers, "grpc-status: 0")):
        if not re.search(rf"recv \(stream_id=\d+\) {want}\s", part):
            return f"gRPC: no {want} where it belongs: {said[-600:]}"
    return ""


def open_loop(host, port, rate, connections, seconds, warm_up):
    """Requests sent by the clock, whatever has been answered; latency counts from the scheduled time."""
    classes = HERE / "target" / "classes"
    if not (HERE / "target" / "classpath").exists():
        subprocess.run(["mvn", "-q", "-Pbench", "-pl", "bench", "-am", "package", "-Dmaven.test.skip=true"],
                       check=True, cwd=HERE.parent)
    path = f"{classes}:{(HERE / 'target' / 'classpath').read_text().strip()}"
    done = host.run([java(), "-XX:+UseSerialGC", "-Xms64m", "-Xmx64m", "-XX:TieredStopAtLevel=1", "-cp", path,
                     "dev.skein.bench.OpenLoop", port, rate, connections, seconds, warm_up])
    if done.returncode != 0:
        return Load(0, seconds, 0, 0, f"OpenLoop: {done.stderr.strip()[-200:]}")
    result = json.loads(done.stdout)
    return Load(result["answered"], seconds, result["p50"], result["p99"], result["error"])
