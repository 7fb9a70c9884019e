"""Which network addresses a source may have. Pure.

A feed's address, or a redirect, may point into the network that we run in: loopback, private
ranges, a cloud's metadata service. Only addresses of the public internet are allowed.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

# RFC 6761, 6762, 8375 and ICANN's .internal: never names of the public internet.
_INWARD = frozenset({"localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa"})
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def refusal(address: str) -> str:
    """Why an IP address is refused, as an English phrase; "" where it is a public one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "no IP address"
    for one in (parsed, *_embedded(parsed)):
        reason = _reason(one)
        if reason:
            return reason
    return ""


def refusal_of_name(host: str) -> str:
    """Why a host is refused before anybody looks it up, for where a proxy does that; "" where it is not.

    Private addresses written out (in any spelling that resolvers take) and names that only lead inwards.
    """
    name = host.lower().rstrip(".")
    try:
        return refusal(socket.inet_ntoa(socket.inet_aton(name)))  # 127.1, 0x7f000001, 2130706433
    except OSError:
        pass
    if ":" in name:
        return refusal(name)
    inward = "." not in name or name.rpartition(".")[2] in _INWARD
    return "a name of the inner network" if inward else ""


def _embedded(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address stands for (mapped, compatible, 6to4, Teredo, NAT64)."""
    if isinstance(address, IPv4Address):
        return []
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    number = int(address)
    if address in _NAT64 or (number >> 32 == 0 and number > 1):
        found.append(IPv4Address(number & 0xFFFFFFFF))
    return [one for one in found if one is not None]


def _reason(address: IPv4Address | IPv6Address) -> str:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return ""  # judged by the address inside
    checks = (
        (address.is_unspecified, "unspecified"),
        (address.is_loopback, "loopback"),
        (address.is_link_local, "link-local, where metadata services are"),
        (address.is_multicast, "multicast"),
        (address.is_reserved and not _is_translated(address), "reserved"),
        (not address.is_global and not _is_translated(address), "private"),
    )
    return next((what for applies, what in checks if applies), "")


def _is_translated(address: IPv4Address | IPv6Address) -> bool:
    return isinstance(address, IPv6Address) and address in _NAT64
