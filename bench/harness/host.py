"""Processes that we start and stop by their ids, and what /proc says about them."""
import contextlib
import ctypes
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import subprocess
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE_KIB = os.sysconf("SC_PAGE_SIZE") // 1024
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def _in_child(priority):
    # If this script is killed outright, its back ends and proxies must not outlive it.
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if priority:
        os.nice(priority)
        # Where the kernel groups processes by session, a process's own priority counts only within its group.
        with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as group:
            group.write(str(priority))


def _session(priority):
    """What makes a child one of ours: a session of its own, with this priority."""
    return {"start_new_session": True, "preexec_fn": lambda: _in_child(priority)}


class Host:
    """Every process of a run; leaving the `with` block stops them all, the newest first."""

    def __init__(self, work, priority=0):
        self.priority = priority
        self.work = pathlib.Path(work)
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        self.started = []
        self.next_port = random.randrange(12000, 26000)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.files = hard

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            stop(process)

    def port(self):
        """A port below the ephemeral range, so that no client connection takes it in between."""
        while True:
            self.next_port = self.next_port + 1 if self.next_port < 32000 else 12000
            with socket.socket() as probe:
                try:
                    probe.bind(("127.0.0.1", self.next_port))
                    return self.next_port
                except OSError:
                    continue

    def spawn(self, name, command, environment=None, cwd=None, priority=None):
        """Starts `command`; its output goes to work/NAME.out. Without a priority of its own it has that of the run."""
        with open(self.work / f"{name}.out", "ab") as out:
            process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd=cwd,
                env={**os.environ, **(environment or {})},
                **_session(self.priority if priority is None else priority))
        process.label = name
        self.started.append(process)
        return process

    def run(self, command, **options):
        """A tool such as a load generator, to its end."""
        return subprocess.run([str(part) for part in command], capture_output=True, **{"text": True, **options},
                              **_session(self.priority))

    def stop(self, process):
        stop(process)
        self.started.remove(process)

    def output(self, name):
        return (self.work / f"{name}.out").read_text(errors="replace")[-3000:]


def stop(process, patience=8.0):
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            for pid in reversed(tree(process.pid)):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            process.wait()


def _stat(pid):
    text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    return text[text.rindex(")") + 2:].split()


def tree(pid):
    """`pid` and its living descendants, parents first."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                children.setdefault(int(_stat(entry)[1]), []).append(int(entry))
            except (FileNotFoundError, ProcessLookupError):
                pass
    found, todo = [], [pid]
    while todo:
        current = todo.pop()
        found.append(current)
        todo.extend(children.get(current, []))
    return found


def cpu_seconds(pid):
    """User and system time of the whole tree, with the children that ended and were waited for."""
    ticks = 0
    for member in tree(pid):
        try:
            ticks += sum(int(field) for field in _stat(member)[11:15])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return ticks / TICK


def rss_mib(pid):
    """Resident memory of the whole tree; pages that its processes share count for each."""
    pages = 0
    for member in tree(pid):
        try:
            pages += int(_stat(member)[21])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return pages * PAGE_KIB / 1024


def await_answer(process, port, host, path="/", patience=40.0):
    """Returns on the first 200 from `port`, else ends the run with what the process said."""
    deadline = time.monotonic() + patience
    request = f"GET {path} HTTP/1.1\r\nHost: bench.test\r\nConnection: close\r\n\r\n".encode()
    answer = b""
    while time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
                connection.sendall(request)
                answer = connection.recv(12)
                if answer.endswith(b" 200"):
                    return
        except OSError:
            pass
        if process.poll() is not None:
            raise SystemExit(f"{process.label} ended with {process.returncode}:\n{host.output(process.label)}")
        time.sleep(0.002)
    raise SystemExit(f"{process.label}: no 200 on port {port} in {patience:.0f} s, last answer {answer}:\n"
                     f"{host.output(process.label)}")


def await_port(port, patience=10.0):
    """Returns once somebody listens on `port`."""
    deadline = time.monotonic() + patience
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=2).close()
            return
        except OSError as e:
            if time.monotonic() > deadline:
                raise SystemExit(f"port {port}: {e}") from e
            time.sleep(0.01)


def perf_counts_instructions():
    """Virtual machines often have no counters; then CPU time has to do."""
    if not shutil.which("perf"):
        return False
    probe = subprocess.run(["perf", "stat", "-x,", "-e", "instructions", "true"], capture_output=True, text=True)
    return probe.returncode == 0 and "<not" not in probe.stderr
