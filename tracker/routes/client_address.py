"""Whose network address a request comes from, seen through the proxies this installation trusts."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from fastapi import Request

Address = IPv4Address | IPv6Address


def client_address(request: Request, *, trusted_proxies: Sequence[str]) -> str:
    """
    Give the address that failures are counted for.

    Only a trusted proxy may say in X-Forwarded-For for whom it asks. The header is read
    from its end, where the proxies nearest to us write: what a stranger put at its start
    is never reached. A header with anything but addresses counts for nothing.
    """
    peer = request.client.host if request.client else "unknown"
    header = ",".join(request.headers.getlist("x-forwarded-for"))
    address = _read(peer)
    if not header or address is None or not _is_trusted(address, trusted_proxies):
        return peer
    named = [_read(part) for part in header.split(",")]
    for before in reversed(named):
        if before is None:
            return peer
        address = before
        if not _is_trusted(address, trusted_proxies):
            break
    return str(address)


def _read(text: str) -> Address | None:
    """Read an address; one with a zone is none of ours, since a zone may be any text."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        return None if address.scope_id else address.ipv4_mapped or address
    return address


def _is_trusted(address: Address, trusted_proxies: Sequence[str]) -> bool:
    return any(address in ip_network(proxy) for proxy in trusted_proxies)
