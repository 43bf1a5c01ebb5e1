"""How each proxy is configured and started: round-robin over the servers, pooled keep-alive connections upstream, the
three X-Forwarded headers, HTTP/2 on its TLS port, idle timeouts longer than any run, one thread of work."""
import os
import pathlib
import subprocess
import sys
import time

from .host import await_answer, await_port
from .origin import CALL

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HERE = ROOT / "bench"

# For the Java rivals, and for --skein-cmd.
JVM_FLAGS = ("-XX:+UseSerialGC -Xms256m -Xmx256m -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED "
             "--sun-misc-unsafe-memory-access=allow")


class Proxy:
    """One contender: `plain` and `tls` are its ports, `process` is set while it runs."""

    jvm = False
    has_tls = True
    twin = None

    def __init__(self, name, host, origin, log):
        self.name, self.host, self.origin, self.log = name, host, origin, log
        self.plain, self.tls = host.port(), host.port()
        self.tag = f"{name}-log-{'on' if log else 'off'}"
        self.process, self.warm = None, False

    def start(self):
        """Seconds from exec to the first proxied 200."""
        command = self.command()
        begin = time.monotonic()
        self.process, self.warm = self.host.spawn(self.tag, *command), False
        await_answer(self.process, self.plain, self.host)
        took = time.monotonic() - begin
        if self.has_tls:
            # The other listener may open a moment later.
            await_port(self.tls)
        return took

    def stop(self):
        self.host.stop(self.process)
        self.process = None

    def write(self, suffix, text):
        path = self.host.work / f"{self.tag}{suffix}"
        path.write_text(text)
        return path

    def alive(self):
        return self.process is not None and self.process.poll() is None


class Nginx(Proxy):
    def command(self):
        work = self.host.work
        log = f"access_log {work}/{self.tag}.log combined buffer=64k flush=1s" if self.log else "access_log off"
        servers, callees = (" ".join(f"server 127.0.0.1:{port};" for port in ports)
                            for ports in (self.origin.ports, self.origin.grpc))
        proxied = """
      proxy_pass http://bench; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-Host $host;"""
        conf = self.write(".conf", f"""
daemon off; worker_processes 1; worker_rlimit_nofile {self.host.files};
pid {work}/{self.tag}.pid; error_log {work}/{self.tag}.err error;
events {{ worker_connections {min(self.host.files, 16000)}; }}
http {{
  {log};
  keepalive_timeout 600s; keepalive_requests 1000000000; http2_max_concurrent_streams 128;
  # By default large answers to slow clients go through a file; the others hold the server back, as here.
  proxy_max_temp_file_size 0; client_body_buffer_size 64k; client_body_temp_path {work}/{self.tag}-b; proxy_temp_path {work}/{self.tag}-p;
  fastcgi_temp_path {work}/t4; uwsgi_temp_path {work}/t5; scgi_temp_path {work}/t6;
  ssl_certificate {self.origin.certificate}; ssl_certificate_key {self.origin.key};
  ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:10m;
  upstream bench {{ {servers} keepalive 1024; keepalive_timeout 600s; keepalive_requests 1000000000; }}
  upstream callees {{ {callees} keepalive 1024; keepalive_timeout 600s; keepalive_requests 1000000000; }}
  server {{
    listen 127.0.0.1:{self.plain} backlog=4096;
    listen 127.0.0.1:{self.tls} ssl http2 backlog=4096;
    location / {{ {proxied} }}
    location = {CALL} {{
      grpc_pass grpc://callees; grpc_set_header Host $host;
      grpc_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      grpc_set_header X-Forwarded-Proto $scheme; grpc_set_header X-Forwarded-Host $host;
    }}
  }}
  server {{
    listen 127.0.0.1:{self.tls} ssl http2; server_name rsa.bench.test;
    ssl_certificate {self.origin.rsa_certificate}; ssl_certificate_key {self.origin.rsa_key};
    location / {{ {proxied} }}
  }}
}}
""")
        return (["nginx", "-c", conf, "-p", work],)


class Haproxy(Proxy):
    def command(self):
        log, udp = "", None
        if self.log:
            udp = log_sink(self.host)
            log = f"log 127.0.0.1:{udp} local0"
        servers = "\n".join(f"  server s{port} 127.0.0.1:{port}" for port in self.origin.ports)
        callees = "\n".join(f"  server g{port} 127.0.0.1:{port} proto h2" for port in self.origin.grpc)
        conf = self.write(".cfg", f"""
global
  nbthread 1
  maxconn {min(self.host.files // 2 - 200, 9000)}
  {log}
defaults
  mode http
  timeout connect 5s
  timeout client 600s
  timeout server 600s
  timeout http-keep-alive 600s
  {"log global" if self.log else ""}
  {"option httplog" if self.log else ""}
frontend all
  bind 127.0.0.1:{self.plain} backlog 4096
  bind 127.0.0.1:{self.tls} ssl crt {self.host.work}/site.both crt {self.host.work}/rsa.both alpn h2,http/1.1 backlog 4096
  option forwardfor
  http-request set-header X-Forwarded-Proto http unless {{ ssl_fc }}
  http-request set-header X-Forwarded-Proto https if {{ ssl_fc }}
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  use_backend callees if {{ path {CALL} }}
  default_backend servers
backend servers
  balance roundrobin
  http-reuse always
{servers}
backend callees
  balance roundrobin
  http-reuse always
{callees}
""")
        return (["haproxy", "-db", "-f", conf],)


def log_sink(host):
    """A process that reads HAProxy's datagrams and forgets them; it belongs to no proxy's tree."""
    code = ("import socket,sys\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n"
            "s.setsockopt(socket.SOL_SOCKET,socket.SO_RCVBUF,4194304)\ns.bind(('127.0.0.1',int(sys.argv[1])))\n"
            "b=bytearray(65536)\nwhile True: s.recv_into(b)\n")
    port = host.port()
    host.spawn(f"sink-{port}", [sys.executable, "-c", code, port])
    return port


class Caddy(Proxy):
    def command(self):
        log = (f"log {{\n output file {self.host.work}/{self.tag}.log {{\n roll_disabled\n }}\n }}" if self.log else "")
        upstreams, callees = (" ".join(f"{scheme}127.0.0.1:{port}" for port in ports) for scheme, ports in (
            ("", self.origin.ports), ("h2c://", self.origin.grpc)))
        handler = f"""
  {log}
  reverse_proxy {CALL} {callees} {{
    lb_policy round_robin
  }}
  reverse_proxy {upstreams} {{
    lb_policy round_robin
    transport http {{
      keepalive 600s
      keepalive_idle_conns 2048
      keepalive_idle_conns_per_host 1024
    }}
  }}"""
        conf = self.write(".caddyfile", f"""
{{
  admin off
  auto_https off
  storage file_system {self.host.work}/caddy-data
  servers {{
    timeouts {{
      idle 600s
    }}
  }}
}}
http://127.0.0.1:{self.plain} {{
  bind 127.0.0.1{handler}
}}
https://127.0.0.1:{self.tls}, https://localhost:{self.tls}, https://bench.test:{self.tls} {{
  bind 127.0.0.1
  tls {self.origin.certificate} {self.origin.key}{handler}
}}
https://rsa.bench.test:{self.tls} {{
  bind 127.0.0.1
  tls {self.origin.rsa_certificate} {self.origin.rsa_key}{handler}
}}
""")
        home = {"HOME": str(self.host.work), "GOMAXPROCS": "1"}
        return ["caddy", "run", "--config", conf, "--adapter", "caddyfile"], home


class Rival(Proxy):
    """A Java proxy from bench/rivals, started with the same heap and collector as Skein."""

    jvm = True
    has_tls = False
    module = ""

    def command(self):
        jar = HERE / "rivals" / self.module / "target" / f"{self.module}.jar"
        if not jar.exists():
            home = pathlib.Path(java()).parent.parent
            subprocess.run(["mvn", "-q", "-B", "-f", HERE / "rivals" / self.module / "pom.xml", "package"], check=True,
                           env={**os.environ, "JAVA_HOME": str(home)})
        # Neither gets a TLS port: the table compares them on clear text.
        servers = ",".join(f"127.0.0.1:{port}" for port in self.origin.ports)
        log = self.host.work / f"{self.tag}.log" if self.log else ""
        return ([java(), *JVM_FLAGS.split(), "-jar", jar, str(self.plain), servers, str(log)],)


class VertxHttpProxy(Rival):
    module = "vertx-http-proxy"


class SpringCloudGateway(Rival):
    module = "spring-cloud-gateway"


def java():
    return subprocess.run([HERE / "jdk"], check=True, capture_output=True, text=True).stdout.strip()
