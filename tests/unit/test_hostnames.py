"""Spellings of one host, and which rule counts for it."""

import pytest

from playback.hostnames import host_of, normal_host, verdict_on


@pytest.mark.parametrize(
    "url",
    [
        "https://films.example/one.mp4",
        "HTTP://FILMS.EXAMPLE:8080/one.mp4",
        "https://films.example./one.mp4",
        "https://films%2Eexample/one.mp4",
        "https://ｆｉｌｍｓ.example/one.mp4",
        "https://films。example/one.mp4",
        # Newer than the Unicode of Python's own IDNA, which lets it through as it is.
        "https://\U0001f135ilms.example/one.mp4",
        "https://fi\u00adlms.example/one.mp4",
    ],
)
def test_one_site_however_it_is_spelled(url: str):
    assert host_of(url) == "films.example"


@pytest.mark.parametrize(
    "text",
    ["203.0.113.7", "3405803783", "0xcb007107", "203.0.28935", "0313.0.0x71.7", "203.0.113.007"],
)
def test_one_address_however_it_is_spelled(text: str):
    assert host_of(f"http://{text}/one.mp4") == "203.0.113.7"


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a..b",
        "-.%",
        "1.2.3.4.5",
        "256.1.1.1",
        "a b",
        "1.2.3.x.4",
        "\u0378.example",
        "\ud800.example",
    ],
)
def test_what_names_no_host(text: str):
    assert normal_host(text) == ""


def test_names_beyond_ascii_and_ipv6():
    assert normal_host("Bücher.example") == "xn--bcher-kva.example"
    assert normal_host("faß.example") == "xn--fa-hia.example"
    assert normal_host("☃.example") == "xn--n3h.example"
    assert normal_host("ｍｙ_films.example") == "my_films.example"
    assert host_of("http://[2001:DB8:0::1]/a.mp4") == "2001:db8::1"
    assert host_of("http://[::ffff:203.0.113.7]/a.mp4") == "203.0.113.7"
    assert host_of("http://[::FFFF:cb00:7107]/a.mp4") == "203.0.113.7"


@pytest.mark.parametrize(
    ("host", "verdict"),
    [
        ("films.example", False),
        ("cdn.films.example", False),
        ("good.films.example", True),
        ("a.good.films.example", True),
        ("notfilms.example", None),
        ("example", None),
        ("203.0.113.7", False),
        ("203.0.113.8", None),
        # Which nobody can read may lead anywhere.
        ("", False),
    ],
)
def test_the_narrowest_rule_decides(host: str, verdict: bool | None):
    rules = {"films.example": False, "good.films.example": True, "203.0.113.7": False}

    assert verdict_on(host, rules) is verdict
    assert verdict_on(host, {**rules, "*": False}) is (verdict is True)
    assert verdict_on(host, {}) is None
