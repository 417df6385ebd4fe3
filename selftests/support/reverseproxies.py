"""Real reverse proxies before a mock, as installations have them."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from servedprograms import free_port, served

PACKAGES = {"nginx": "nginx-light", "haproxy": "haproxy", "apache2": "apache2"}
"""Debian's package of each program."""
NGINX = """\
daemon off;
user root;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  gzip on;
  gzip_min_length 1;
  gzip_types application/json application/xml text/plain;
  server {{
    listen 127.0.0.1:{port} ssl;
    ssl_certificate {certificate};
    ssl_certificate_key {certificate};
    location / {{
      proxy_pass http://127.0.0.1:{behind};
      proxy_set_header Host $http_host;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }}
  }}
}}
"""
HAPROXY = """\
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend public
  bind 127.0.0.1:{port} ssl crt {certificate}
  default_backend mock
backend mock
  server mock 127.0.0.1:{behind}
"""
APACHE = """\
ServerRoot {folder}
ServerName localhost
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
AllowEncodedSlashes NoDecode
ProxyPreserveHost On
ProxyPass / http://127.0.0.1:{behind}/ nocanon
"""
CONFIGURATIONS = {"nginx": NGINX, "haproxy": HAPROXY, "apache2": APACHE}
COMMANDS = {
    "nginx": ["nginx", "-c", "{file}", "-p", "{folder}", "-e", "{folder}/error.log"],
    "haproxy": ["haproxy", "-f", "{file}"],
    "apache2": ["apache2", "-f", "{file}", "-DFOREGROUND"],
}
SECURE = ("nginx", "haproxy")
"""Those that end TLS."""


@contextlib.contextmanager
def before(behind: int, program: str, folder: Path, certificate: Path) -> Iterator[str]:
    """A proxy before the port of a mock; its address."""
    _needs(program)
    port = free_port()
    file = folder / f"{program}.conf"
    words = {"folder": str(folder), "port": str(port), "behind": str(behind), "certificate": str(certificate)}
    file.write_text(CONFIGURATIONS[program].format(**words), encoding="utf-8")
    command = [word.format(file=file, folder=folder) for word in COMMANDS[program]]
    with served(command, port, folder / f"{program}.out"):
        yield f"{'https' if program in SECURE else 'http'}://localhost:{port}"


def _needs(program: str) -> None:
    """Skip where a program is missing; in CI that is a failure."""
    if shutil.which(program):
        return
    words = f"{program} is not here: apt-get install {PACKAGES[program]}"
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)
