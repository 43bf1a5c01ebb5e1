"""The four servers behind every proxy, and the four that speak gRPC: one nginx process with one worker on eight ports."""
import subprocess

ANSWER = ("skein bench: an answer of one hundred and twenty-eight bytes, "
          "the same from each of the four servers, whatever path is asked.").ljust(127, ".") + "\n"
# A message as gRPC frames it: not compressed, its length, and so many bytes.
MESSAGE = b"\0" + (123).to_bytes(4, "big") + b"skein bench: a message of one call.".ljust(123, b".")
CALL = "/bench.Echo/Say"

CONF = """
daemon off; worker_processes 1; worker_rlimit_nofile {files};
pid {work}/origin.pid; error_log {work}/origin.err warn;
events {{ worker_connections {connections}; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 600s; keepalive_requests 1000000000;
  client_body_buffer_size 64k; default_type text/plain; open_file_cache max=16; http2_max_concurrent_streams 128;
  client_body_temp_path {work}/origin-body; proxy_temp_path {work}/origin-proxy;
  fastcgi_temp_path {work}/t1; uwsgi_temp_path {work}/t2; scgi_temp_path {work}/t3;
  upstream sink {{ server unix:{work}/sink.sock; keepalive 64; keepalive_requests 1000000000; }}
  server {{
    listen unix:{work}/sink.sock;
    root {work}/files;
    location / {{ return 200 "{answer}"; }}
    location = /message {{ default_type application/grpc; }}
  }}
  server {{
    {listen}
    root {work}/files;
    location / {{ return 200 "{answer}"; }}
    location = /10k {{ }}
    location = /1m {{ }}
    # `return` would answer before the body is there; a buffering proxy_pass reads all of it first.
    location = /sink {{
      proxy_pass http://sink; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_pass_request_body off;
      proxy_set_header Content-Length "";
    }}
  }}
  server {{
    {listen_grpc}
    # HTTP/2 with prior knowledge. A call is read whole, too, and answered with a message and trailers, without a length.
    location = {call} {{
      proxy_pass http://sink/message; proxy_method GET; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_pass_request_body off; proxy_set_header Content-Length ""; proxy_hide_header ETag;
      proxy_hide_header Accept-Ranges; sub_filter_types *; sub_filter "no message has this" "";
      add_trailer grpc-status 0 always;
    }}
  }}
}}
"""


class Origin:
    """Back ends' ports, and the certificates that all the proxies use: ECDSA for bench.test, RSA for rsa.bench.test."""

    def __init__(self, host, servers=4):
        self.work = host.work
        self.ports = [host.port() for _ in range(servers)]
        self.grpc = [host.port() for _ in range(4)]
        files = host.work / "files"
        files.mkdir()
        for name, size in (("10k", 10 * 1024), ("1m", 1024 * 1024)):
            (files / name).write_bytes((b"0123456789abcdef" * (size // 16)))
        self.message = files / "message"
        self.message.write_bytes(MESSAGE)
        conf = host.work / "origin.conf"
        conf.write_text(CONF.format(
            work=host.work, files=host.files, connections=min(host.files, 16000), answer=ANSWER.replace("\n", "\\n"),
            call=CALL, listen=" ".join(f"listen 127.0.0.1:{port} backlog=4096;" for port in self.ports),
            listen_grpc=" ".join(f"listen 127.0.0.1:{port} http2 backlog=4096;" for port in self.grpc)))
        self.process = host.spawn("origin", ["nginx", "-c", conf, "-p", host.work])
        self.certificate, self.key = self._certificate("site", "bench.test", "DNS:localhost,IP:127.0.0.1", [
            "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        self.rsa_certificate, self.rsa_key = self._certificate("rsa", "rsa.bench.test", "DNS:rsa.test", ["rsa:2048"])

    def _certificate(self, file, name, names, key):
        certificate, secret = self.work / f"{file}.pem", self.work / f"{file}.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", *key, "-nodes", "-days", "30", "-subj", f"/CN={name}", "-addext",
             f"subjectAltName=DNS:{name},{names}", "-keyout", secret, "-out", certificate], check=True,
            capture_output=True)
        # HAProxy wants both in one file.
        (self.work / f"{file}.both").write_bytes(certificate.read_bytes() + secret.read_bytes())
        return certificate, secret
