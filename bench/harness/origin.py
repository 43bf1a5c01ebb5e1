"""The four servers behind every proxy: one nginx process with one worker that listens on four ports."""
import subprocess

ANSWER = ("skein bench: an answer of one hundred and twenty-eight bytes, "
          "the same from each of the four servers, whatever path is asked.").ljust(127, ".") + "\n"

CONF = """
daemon off; worker_processes 1; worker_rlimit_nofile {files};
pid {work}/origin.pid; error_log {work}/origin.err warn;
events {{ worker_connections {connections}; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 600s; keepalive_requests 1000000000;
  client_body_buffer_size 64k; default_type text/plain; open_file_cache max=16;
  client_body_temp_path {work}/origin-body; proxy_temp_path {work}/origin-proxy;
  fastcgi_temp_path {work}/t1; uwsgi_temp_path {work}/t2; scgi_temp_path {work}/t3;
  upstream sink {{ server unix:{work}/sink.sock; keepalive 64; keepalive_requests 1000000000; }}
  server {{ listen unix:{work}/sink.sock; location / {{ return 200 "{answer}"; }} }}
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
}}
"""


class Origin:
    """Back ends' ports, and the certificate that all the proxies use."""

    def __init__(self, host):
        self.ports = [host.port() for _ in range(4)]
        files = host.work / "files"
        files.mkdir()
        for name, size in (("10k", 10 * 1024), ("1m", 1024 * 1024)):
            (files / name).write_bytes((b"0123456789abcdef" * (size // 16)))
        conf = host.work / "origin.conf"
        conf.write_text(CONF.format(
            work=host.work, files=host.files, connections=min(host.files, 16000), answer=ANSWER.replace("\n", "\\n"),
            listen=" ".join(f"listen 127.0.0.1:{port} backlog=4096;" for port in self.ports)))
        self.process = host.spawn("origin", ["nginx", "-c", conf, "-p", host.work])
        self.certificate, self.key = host.work / "site.pem", host.work / "site.key"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
             "30", "-subj", "/CN=bench.test", "-addext", "subjectAltName=DNS:bench.test,DNS:localhost,IP:127.0.0.1",
             "-keyout", self.key, "-out", self.certificate], check=True, capture_output=True)
        # HAProxy wants both in one file.
        (host.work / "site.both").write_bytes(self.certificate.read_bytes() + self.key.read_bytes())
