"""The address of the caller: what the outermost of our own proxies saw. Anything further left is hearsay."""

from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str:
    peer: str = request.META.get("REMOTE_ADDR", "")
    if not settings.TRUSTED_PROXIES:
        return peer
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if len(hops) < settings.TRUSTED_PROXIES:
        return peer
    return _address(hops[-settings.TRUSTED_PROXIES]) or peer


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """Whom a limit counts: one IPv4 address, or the whole /64 that a single IPv6 client may choose from."""
    plain = _address(address)
    if ":" not in plain:
        return plain or address
    return str(ip_network((plain, 64), strict=False))


def _address(text: str) -> str:
    """The bare address of a hop such as `203.0.113.7:4711` or `[2001:db8::1]:4711`; empty if it is none."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        found = ip_address(bare)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)
