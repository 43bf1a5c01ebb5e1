"""Nodes at the places of a bench of network namespaces (lab/lab), and what their admin listeners say."""
import datetime
import json
import subprocess
import time

from . import host as machine
from .proxies import ROOT

SCRIPT = ROOT / "lab" / "lab"
IDS = "abcdefg"
SERVER = "10.77.2.101"
FIRST = 10000


def cluster_address(node):
    return f"10.77.1.{11 + IDS.index(node)}"


def public_address(node):
    return f"203.0.113.{11 + IDS.index(node)}"


class Lab:
    """A bench with so many nodes, and one place for servers; leaving the `with` block removes it."""

    def __init__(self, host, nodes):
        self.host, self.count = host, nodes
        self.running = {}
        self.name = self._call("up", str(nodes), "1")
        self.tls = host.work / f"tls-{nodes}"

    def _call(self, *arguments):
        done = subprocess.run([str(SCRIPT), *arguments], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"lab {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout.strip()

    def __enter__(self):
        names = ",".join(f"{node}={cluster_address(node)}" for node in IDS[:self.count])
        done = subprocess.run([str(ROOT / "skein"), "cluster", "init", "--name", "edge", "--out", str(self.tls),
                               "--nodes", names], capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(done.stderr)
        self.secret = (self.tls / "cluster.secret").read_text().strip()
        return self

    def __exit__(self, *_):
        self._call(self.name, "down")

    def at(self, place, *command):
        return [str(SCRIPT), self.name, "run", place, *map(str, command)]

    def run(self, command, **options):
        """A load generator at the client's place; see Host.run."""
        return self.host.run(self.at("client", *command), **options)

    @property
    def work(self):
        return self.host.work

    def nginx(self, count):
        """So many servers at s1, of one process."""
        conf = self.host.work / "servers.conf"
        listen = "\n".join(f"listen {SERVER}:{FIRST + n};" for n in range(count))
        conf.write_text(f"""daemon off; worker_processes 1; worker_rlimit_nofile 60000;
pid {self.host.work}/servers.pid; error_log {self.host.work}/servers.err;
events {{ worker_connections 16000; }}
http {{ access_log off; keepalive_timeout 600s; keepalive_requests 1000000000;
  client_body_temp_path {self.host.work}/t1; proxy_temp_path {self.host.work}/t2; fastcgi_temp_path {self.host.work}/t3;
  uwsgi_temp_path {self.host.work}/t4; scgi_temp_path {self.host.work}/t5;
  server {{ {listen} location / {{ return 200 "{'x' * 128}"; }} }} }}
""")
        return self.host.spawn("servers", self.at("s1", "nginx", "-c", conf, "-p", self.host.work))

    def start(self, node, servers, members, extra="", health="interval = 2s"):
        """Starts a node; without members it is a lone one."""
        listed = ", ".join(f'"{SERVER}:{FIRST + n}"' for n in range(servers))
        tls = self.tls
        cluster = f"""cluster {{ name = edge, bind = "{cluster_address(node)}", secret = "{self.secret}"
    members = [ {", ".join(f'"{cluster_address(each)}"' for each in members)} ], voters = [ {", ".join(members[:5])} ]
    tls {{ ca = "{tls}/ca.pem", cert = "{tls}/{node}.pem", key = "{tls}/{node}.key"
    }}
    {extra}
  }}""" if members else ""
        conf = self.host.work / f"{node}.conf"
        conf.write_text(f"""skein {{
  node {{ id = {node}, data = "{self.host.work}/data-{self.count}-{node}", event-loops = 1 }}
  listeners {{ http {{ bind = "{public_address(node)}:8080" }} }}
  admin {{ bind = "127.0.0.1:9090" }}
  access-log {{ output = off }}
  shutdown {{ delay = 0s }}
  pools {{ shop {{ servers = [ {listed} ], health {{ {health} }} }} }}
  routes = [ {{ name = all, pool = shop }} ]
  {cluster}
}}
""")
        self.running[node] = self.host.spawn(f"node-{node}", self.at(node, ROOT / "skein", "run", "-c", conf))

    def stop(self):
        for node in list(self.running):
            self.host.stop(self.running.pop(node))

    def pid(self, node):
        return self.running[node].pid

    def ask(self, node, method, path, body=None):
        """What the admin listener says; None while it does not answer."""
        command = ["curl", "-s", "-X", method, "--max-time", "10", f"http://127.0.0.1:9090/api/v1{path}"]
        if body is not None:
            command += ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
        done = subprocess.run(self.at(node, *command), capture_output=True, text=True)
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            return None

    def await_together(self, nodes, patience=120):
        deadline = time.monotonic() + patience
        for node in nodes:
            while True:
                said = self.ask(node, "GET", "/nodes")
                there = sorted(one["id"] for one in said["nodes"] if one["state"] == "present") if said else []
                if there == sorted(nodes):
                    break
                if time.monotonic() > deadline:
                    raise SystemExit(f"{node} sees {there} (expected: {nodes})\n{self.host.output(f'node-{node}')}")
                time.sleep(0.3)

    def events(self, node, kind, since=0.0):
        """[(seconds, subject, text)] of that kind that the node itself told, oldest first."""
        said = self.ask(node, "GET", f"/events?limit=1000&node={node}") or {"events": []}
        found = []
        for event in reversed(said["events"]):
            at = datetime.datetime.fromisoformat(event["at"].replace("Z", "+00:00")).timestamp()
            if event["kind"] == kind and at >= since and event.get("node", node) == node:
                found.append((at, event["subject"], event["text"]))
        return found

    def interface(self, node):
        """(seconds, {counter: value}) of the cluster's network, as the node's kernel counts: all at one moment."""
        names = [f"{way}_{unit}" for way in ("tx", "rx") for unit in ("bytes", "packets")]
        files = " ".join(f"/sys/class/net/eth1/statistics/{name}" for name in names)
        done = subprocess.run(self.at(node, "sh", "-c", f"cat {files}; date +%s.%N"), capture_output=True, text=True)
        *values, moment = done.stdout.split()
        return float(moment), dict(zip(names, map(int, values)))

    def cpu(self, node):
        return machine.cpu_seconds(self.pid(node))

    def rss(self, node):
        return machine.rss_mib(self.pid(node))
