"""Ports: the wanted one, or the next that is free."""

import socket

import pytest

from newsdesk.cli import ports


def test_the_wanted_port_where_it_is_free():
    assert ports.choose(8080, free=lambda _: True) == 8080


def test_a_busy_port_gets_the_next_one():
    assert ports.choose(8080, free=lambda port: port not in {8080, 8081}) == 8082


def test_ports_of_other_homes_are_left_to_them():
    assert ports.choose(8080, free=lambda port: port != 8080, avoid=frozenset({8081})) == 8082


def test_a_home_keeps_its_own_port_even_where_another_wants_it_too():
    assert ports.choose(8080, free=lambda _: True, avoid=frozenset({8080})) == 8080


def test_nothing_free_is_said():
    with pytest.raises(ports.NoFreePort, match="no free port"):
        ports.choose(8080, free=lambda _: False)


def test_the_last_port_is_the_last():
    with pytest.raises(ports.NoFreePort):
        ports.choose(65535, free=lambda _: False)


def test_a_port_that_somebody_listens_on_is_busy():
    with socket.socket() as server:
        server.bind((ports.LOOPBACK, 0))
        server.listen()
        assert not ports.is_free(server.getsockname()[1])
