"""Interleaved rounds: every proxy once per round, the order rotated, CPU time of its process tree per request."""
import dataclasses
import signal
import statistics
import subprocess
import time

from . import host as machine


@dataclasses.dataclass
class Measured:
    """One round of one proxy; `error` makes it invalid."""

    cpu_us: float = 0
    instructions: float = 0
    requests_s: float = 0
    p50_ms: float = 0
    p99_ms: float = 0
    rss_mib: float = 0
    error: str = ""


def measure(host, proxy, workload, seconds, count_instructions=False):
    perf = None
    if count_instructions:
        pids = ",".join(str(pid) for pid in machine.tree(proxy.process.pid))
        perf = subprocess.Popen(["perf", "stat", "-x,", "-e", "instructions", "-p", pids],
                                stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    before, begin = machine.cpu_seconds(proxy.process.pid), time.monotonic()
    load = workload.run(host, proxy, seconds)
    # wrk leaves before the last answers are written: let them be counted, too.
    time.sleep(0.05)
    cpu, rss = machine.cpu_seconds(proxy.process.pid) - before, machine.rss_mib(proxy.process.pid)
    instructions = 0.0
    if perf:
        perf.send_signal(signal.SIGINT)
        instructions = sum(float(line.split(",")[0]) for line in perf.communicate()[1].splitlines()
                           if line.split(",")[0].isdigit())
    error = load.error
    if not proxy.alive():
        error = f"{proxy.name} ended with {proxy.process.returncode}: {host.output(proxy.tag)[-300:]}"
    elif load.requests == 0:
        error = error or "no request was answered"
    done = max(1, load.requests)
    return Measured(cpu * 1e6 / done, instructions / done, load.requests / max(load.seconds, 1e-9), load.p50_ms,
                    load.p99_ms, rss, error)


def warm_up(host, proxy, workload, options):
    """Load until a JIT has had its seconds of processor time, which on a busy machine takes longer by the clock."""
    wanted = 0 if not proxy.jvm else options.warm_up / 2 if proxy.warm else options.warm_up
    begin, before = time.monotonic(), machine.cpu_seconds(proxy.process.pid)
    while True:
        trial = measure(host, proxy, workload, 1 if not proxy.jvm else max(1, min(int(wanted), 4)))
        proxy.warm = True
        spent = machine.cpu_seconds(proxy.process.pid) - before
        if trial.error or spent >= wanted * 0.6 or time.monotonic() - begin > wanted * 2:
            return trial


class Rounds:
    """All rounds of one workload: results[proxy] is a list with one Measured a round."""

    def __init__(self, workload, proxies):
        self.workload, self.proxies = workload, proxies
        self.results = {proxy.name: [] for proxy in proxies}
        self.wrong = {}

    def run(self, host, options, say):
        for proxy in self.proxies:
            wrong = self.workload.wrong(host, proxy)
            if wrong:
                self.wrong[proxy.name] = wrong
                continue
            trial = warm_up(host, proxy, self.workload, options)
            if trial.error:
                say(f"  {proxy.name} in warm-up: {trial.error}")
        for number in range(options.rounds):
            shift = number % len(self.proxies)
            for proxy in self.proxies[shift:] + self.proxies[:shift]:
                wrong = self.wrong.get(proxy.name)
                got = Measured(error=wrong) if wrong else measure(
                    host, proxy, self.workload, options.seconds, options.instructions)
                self.results[proxy.name].append(got)
                say(f"  round {number + 1} {proxy.name:18} {got.cpu_us:8.2f} µs  {got.requests_s:9.0f}/s  "
                    f"p50 {got.p50_ms:.2f} p99 {got.p99_ms:.2f} ms  {got.rss_mib:.0f} MiB  {got.error}")

    def valid(self, name, value):
        return [value(got) for got in self.results[name] if not got.error]

    def median(self, name, value):
        values = self.valid(name, value)
        return statistics.median(values) if values else None

    def ratios(self, name, base, value):
        """Round by round, so that what disturbs both cancels out; rounds with an error on either side do not count."""
        if base not in self.results:
            return []
        pairs = zip(self.results[name], self.results[base])
        return [value(mine) / value(theirs) for mine, theirs in pairs
                if not mine.error and not theirs.error and value(theirs) > 0]

    def errors(self, name):
        return [f"round {i + 1}: {got.error}" for i, got in enumerate(self.results[name]) if got.error]
