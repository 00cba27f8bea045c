"""Where the proxy may go: every spelling of an address that is nobody else's business."""

from ipaddress import ip_address, ip_network

import pytest

from common.errors import Code, Problem
from playback.proxy.address import check_host, check_literal, may_reach, parse_target

PORTS = (80, 443, 8080)


def refusal(url: str) -> Code | None:
    """Return why a link is refused before anything is resolved."""
    try:
        check_literal(parse_target(url, ports=PORTS))
    except Problem as problem:
        return problem.code
    return None


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1.2.3/", "http://10.0.0.1/", "http://172.16.0.1/",
        "http://172.31.255.255/", "http://192.168.1.1/", "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/", "http://100.100.100.200/", "http://0.0.0.0/", "http://0.1.2.3/",
        "http://192.0.0.192/", "http://192.0.2.1/", "http://198.18.0.1/", "http://198.51.100.7/",
        "http://203.0.113.9/", "http://224.0.0.1/", "http://239.255.255.250/", "http://240.0.0.1/",
        "http://255.255.255.255/", "http://168.63.129.16/", "http://192.88.99.1/",
        "http://127.0.0.1./", "http://１２７.0.0.1/", "http://127。0。0。1/",
        "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:8.8.8.8]/",
        "http://[::ffff:7f00:1]/", "http://[::127.0.0.1]/", "http://[0:0:0:0:0:0:0:1]/",
        "http://[fe80::1]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/", "http://[ff02::1]/",
        "http://[64:ff9b::7f00:1]/", "http://[64:ff9b:1::1]/", "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/", "http://[2001:db8::1]/", "http://[100::1]/",
        "http://[fec0::1]/", "http://[3fff::1]/", "http://[5f00::1]/", "http://[4000::1]/",
    ],
)  # fmt: skip
def test_a_closed_address_is_refused(url: str):
    assert refusal(url) is Code.NOT_PERMITTED


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://0177.0.0.1/",
        "http://127.1/", "http://127.0.1/", "http://017700000001/", "http://0/", "http://0x/",
        "http://127.0.0.1.1/", "http://1.2.3.256/", "http://127.0.0.01/", "http://foo.0x7f/",
        "http://127%2e0.0.1/", "http://local%68ost/", "http://[::1%25eth0]/", "http://[::1]x/",
        "http://[fe80::1%eth0]/", "http://[127.0.0.1]/x:y", "http://[::1/", "http:///film.mp4",
        "http://user@host.example/", "http://user:secret@host.example/", "http://@host.example/",
        "http://host.example:22/", "http://host.example:6379/", "http://host.example:0/",
        "http://host.example:65536/", "http://host.example:x/", "http://host.example:-80/",
        "ftp://host.example/", "file:///etc/passwd", "gopher://host.example/", "//host.example/",
        "javascript:alert(1)", "data:video/mp4;base64,AA", "host.example/film.mp4", "",
        "http://host.example\\@127.0.0.1/", "http://host.example/a b", "http://host\n.example/",
        "http://host..example/", "http://.example/", "http://ho_st!.example/", "http://-/?\x00",
    ],
)  # fmt: skip
def test_an_odd_spelling_is_invalid(url: str):
    assert refusal(url) is Code.INVALID


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://Films.Example/a.mp4", "films.example", 443, "/a.mp4"),
        ("HTTP://films.example:8080", "films.example", 8080, "/"),
        ("http://films.example./a?b=c%20d&e=/?#part", "films.example", 80, "/a?b=c%20d&e=/?"),
        ("https://电影.example/片?一=1", "xn--p3t879b.example", 443, "/%E7%89%87?%E4%B8%80=1"),
        ("http://8.8.8.8/a", "8.8.8.8", 80, "/a"),
        ("http://[2606:4700::0:1]/a", "2606:4700::1", 80, "/a"),
    ],
)  # fmt: skip
def test_a_good_link_is_taken_apart(url: str, host: str, port: int, path: str):
    target = parse_target(url, ports=PORTS)

    assert (target.host, target.port, target.path) == (host, port, path)
    check_literal(target)


def test_the_host_header_names_a_port_that_is_not_the_usual_one():
    assert (
        parse_target("http://[2606:4700::1]:8080/", ports=PORTS).authority == "[2606:4700::1]:8080"
    )
    assert parse_target("https://a.example:443/", ports=PORTS).authority == "a.example"


def test_a_link_beyond_2048_characters_is_too_long():
    with pytest.raises(Problem) as refused:
        parse_target("https://films.example/" + "a" * 2048, ports=PORTS)

    assert refused.value.code is Code.TOO_LONG


@pytest.mark.parametrize(
    "text",
    [
        "1.1.1.1",
        "93.184.216.34",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "2606:4700:4700::1111",
    ],
)
def test_the_world_is_open(text: str):
    assert may_reach(ip_address(text))


def test_a_closed_address_is_open_only_where_it_is_named():
    home = [ip_network("192.168.1.20/32")]

    assert may_reach(ip_address("192.168.1.20"), allowed=home)
    assert not may_reach(ip_address("192.168.1.21"), allowed=home)
    assert not may_reach(ip_address("::ffff:192.168.1.20"), allowed=home)


@pytest.mark.parametrize(
    ("host", "allow", "deny", "passes"),
    [
        ("cdn.films.example", [], [], True),
        ("cdn.films.example", ["films.example"], [], True),
        ("films.example", ["*.films.example"], [], True),
        ("evilfilms.example", ["films.example"], [], False),
        ("other.example", ["films.example"], [], False),
        ("cdn.films.example", [], ["films.example"], False),
        ("cdn.films.example", ["films.example"], ["CDN.films.example."], False),
    ],
)
def test_the_operators_lists(host: str, allow: list[str], deny: list[str], passes: bool):
    if passes:
        check_host(host, allow=allow, deny=deny)
        return
    with pytest.raises(Problem) as refused:
        check_host(host, allow=allow, deny=deny)
    assert refused.value.code is Code.NOT_PERMITTED
