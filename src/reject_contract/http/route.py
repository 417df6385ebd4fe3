"""The way to a target, for ordinary and raw connections alike: which proxy, and whose certificates are trusted."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import SplitResult, unquote, urlsplit

from requests.utils import get_environ_proxies, select_proxy

from reject_contract.errors import UsageFault
from reject_contract.target import authorities, credentials
from reject_contract.target.target_file import Target


class ProxyFault(OSError):
    """The proxy of the environment opens no way to the target."""


@dataclass(frozen=True)
class Route:
    """The way to one target."""

    target: Target

    @cached_property
    def proxies(self) -> dict[str, str]:
        """The proxies of the environment, as `requests` reads them; none on the way to this machine."""
        return {} if self.target.loopback else get_environ_proxies(self.target.root)

    @cached_property
    def proxy(self) -> SplitResult | None:
        """The proxy on the way to the target; a `UsageFault` where its address is none."""
        found = select_proxy(self.target.root, self.proxies)
        if not found:
            return None
        try:
            parts = urlsplit(found if "://" in found else f"http://{found}")
            if parts.hostname and (parts.port is None or parts.port):
                return parts
        except ValueError:  # a port that is none, half a bracket
            pass
        # Not the address itself: it may hold a password.
        raise UsageFault("the environment names a proxy (HTTP_PROXY, HTTPS_PROXY) by what is no address; correct it")

    @property
    def direct(self) -> bool:
        """Whether bytes arrive as they were sent: without a proxy, or through the tunnel that one opens for TLS."""
        return self.proxy is None or (self.target.secure and self.proxy.scheme == "http")

    @property
    def tls(self) -> ssl.SSLContext:
        """How TLS is spoken with the target."""
        return authorities.context(self.target.tls.ca_bundle, verify=self.target.tls.verify)

    def connect(self) -> socket.socket:
        """A connection to the target; `ProxyFault` where a proxy does not open it, else an `OSError`."""
        parts = urlsplit(self.target.root)
        address = parts.hostname or "", parts.port or (443 if self.target.secure else 80)
        plain = self._tunnel(self.proxy, *address) if self.proxy and self.target.secure else self._straight(*address)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.tls.wrap_socket(plain, server_hostname=parts.hostname) if self.target.secure else plain

    def _straight(self, host: str, port: int) -> socket.socket:
        return socket.create_connection((host, port), self.target.limits.timeout_seconds)

    def _tunnel(self, proxy: SplitResult, host: str, port: int) -> socket.socket:
        """A connection through the proxy, as CONNECT opens it (RFC 9110 section 9.3.6)."""
        tunnel = http.client.HTTPConnection(
            proxy.hostname or "", proxy.port or 80, timeout=self.target.limits.timeout_seconds
        )
        known = credentials.basic(unquote(proxy.username or ""), unquote(proxy.password or ""))["Authorization"]
        tunnel.set_tunnel(host, port, headers={"Proxy-Authorization": known} if proxy.username else {})
        try:
            tunnel.connect()
        except (OSError, http.client.HTTPException) as reason:
            tunnel.close()
            raise ProxyFault(proxy_in_words(repr(reason))) from reason
        found = tunnel.sock
        assert found is not None
        return found


def proxy_in_words(text: str) -> str:
    """What a proxy did, and what to do, from what a library says of it."""
    if "SOCKS" in text:
        return "the proxy of the environment speaks SOCKS; name an HTTP proxy, or the target's host in NO_PROXY"
    if status := re.search(r"Tunnel connection failed: (\d{3})", text):
        advice = "; its address lacks the right user and password" if status[1] == "407" else ""
        return f"the proxy of the environment did not let it through ({status[1]}){advice}"
    return "the proxy of the environment does not answer; correct its address, or name the target's host in NO_PROXY"
