"""Tables in Markdown: CPU per request as ratios, and the plain figures behind them."""
import datetime
import pathlib
import platform
import re
import statistics
import subprocess

from .proxies import ROOT, java
from .workloads import ROUTES

MARK = "<!-- runs: newest first; bench/run --save puts the next one below this line -->\n"


def spread(values, form="{:.2f}"):
    if not values:
        return "–"
    middle, low, high = (form.format(v) for v in (statistics.median(values), min(values), max(values)))
    return middle if len(values) == 1 else f"**{middle}** [{low}–{high}]"


def plain(value, form="{:.1f}"):
    return "–" if value is None else form.format(value)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def target(workload, name):
    goal = workload.target[1] if "io_uring" in name else workload.target[0] if name.startswith("skein") else None
    return f"≤ {goal:.2f}" if goal else ""


def rounds_table(runs, instructions):
    what = (lambda got: got.instructions) if instructions else (lambda got: got.cpu_us)
    head = ["workload", "proxy", "× nginx", "to reach", "× HAProxy", "CPU µs", "requests/s", "p50 ms", "p99 ms",
            "RSS MiB", "valid"]
    rows = []
    for run in runs:
        for proxy in run.proxies:
            name, base = proxy.name, "nginx"
            if run.workload is ROUTES:
                base = proxy.twin or name
            ratios = run.ratios(name, base, what) if name != base else []
            rows.append([
                run.workload.title, name, spread(ratios), target(run.workload, name) if name != base else "",
                spread(run.ratios(name, "haproxy", what)) if name != "haproxy" else "–",
                plain(run.median(name, lambda got: got.cpu_us)),
                plain(run.median(name, lambda got: got.requests_s), "{:,.0f}"),
                plain(run.median(name, lambda got: got.p50_ms), "{:.2f}"),
                plain(run.median(name, lambda got: got.p99_ms), "{:.2f}"),
                plain(run.median(name, lambda got: got.rss_mib), "{:.0f}"),
                f"{len(run.valid(name, what))}/{len(run.results[name])}"])
    return table(head, rows)


def error_list(runs):
    lines = [f"- {run.workload.title}, {name}: {error}" for run in runs for name in run.results
             for error in run.errors(name)]
    return "Invalid rounds:\n\n" + "\n".join(lines) + "\n" if lines else "No round had an error.\n"


def tail_table(run):
    rows = []
    for proxy in run.proxies:
        valid = run.valid(proxy.name, lambda got: got.p99_ms)
        base = run.median("nginx", lambda got: got.p99_ms) if "nginx" in run.results else None
        ratio = f"{statistics.median(valid) / base:.2f}" if base and valid else "–"
        rows.append([proxy.name, ratio, "≤ 1.10" if proxy.name.startswith("skein") else "", spread(valid),
                     spread(run.valid(proxy.name, lambda got: got.p50_ms)),
                     spread(run.ratios(proxy.name, "nginx", lambda got: got.cpu_us)) if proxy.name != "nginx" else "–",
                     plain(run.median(proxy.name, lambda got: got.cpu_us)),
                     f"{len(valid)}/{len(run.results[proxy.name])}"])
    return table(["proxy", "p99 × nginx", "to reach", "p99 ms", "p50 ms", "CPU × nginx", "CPU µs", "valid"], rows)


def memory_table(found):
    rows = [[name, plain(v["fresh"], "{:.0f}"), plain(v["load"], "{:.0f}"), plain(v["plain"]), plain(v["tls"])]
            for name, v in found.items()]
    return table(["proxy", "fresh MiB", "512 connections under load, MiB", "KiB per idle plain connection",
                  "KiB per idle TLS connection"], rows)


def start_table(found):
    return table(["proxy", "exec to first proxied 200, ms"],
                 [[name, spread(times, "{:.0f}")] for name, times in found.items()])


def _said(command, pattern):
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except FileNotFoundError:
        return "absent"
    found = re.search(pattern, done.stdout + done.stderr)
    return found.group(1) if found else "?"


def heading(command):
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    cores = pathlib.Path("/proc/cpuinfo").read_text().count("processor\t")
    # Where a container hides the work tree, the run still stands.
    revision = _said(["git", "-C", str(ROOT), "describe", "--always", "--dirty"], r"(\S+)")
    versions = ", ".join(f"{name} {_said(*how)}" for name, how in {
        "JDK": ([java(), "-version"], r'version "([^"]+)"'), "nginx": (["nginx", "-v"], r"nginx/(\S+)"),
        "HAProxy": (["haproxy", "-v"], r"version (\d[\d.]*)"), "Caddy": (["caddy", "version"], r"v?(\d[\d.]*)"),
        "wrk": (["wrk", "-v"], r"wrk\s+(\S+)"), "h2load": (["h2load", "--version"], r"nghttp2/(\S+)")}.items())
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    return (f"## {datetime.datetime.now():%Y-%m-%d %H:%M}, Skein {revision}\n\n"
            f"`{command}`\n\n"
            f"Linux {platform.release()}, {cpu.group(1) if cpu else '?'}, {cores} cores "
            f"(load average before the run: {load}). {versions}.\n\n")


def save(text):
    path = ROOT / "bench" / "RESULTS.md"
    old = path.read_text()
    if MARK not in old:
        raise SystemExit(f"{path}: the line {MARK!r} is missing")
    path.write_text(old.replace(MARK, MARK + "\n" + text, 1))
