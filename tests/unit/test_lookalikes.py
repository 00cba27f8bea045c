"""When two account names are one to the eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.lookalikes import folded, is_writable, plain, skeleton


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mia", "mia"),
        ("Ｍｉａ", "mia"),
        ("раураӏ", "paypal"),
        ("КОТ", "kot"),
        ("ΒΑΝ", "ban"),
        ("adrnin", "admin"),
        ("vvalter", "walter"),
        ("g00d", "good"),
        ("Il1i", "iiii"),
        ("ｱﾘｽ", "アリス"),
        ("ﬁsh", "fish"),
        ("Straße", "strasse"),
    ],
)
def test_looks_like(one: str, other: str):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("mia", "mai"), ("小窝", "小屋"), ("josé", "jose"), ("a.b", "a_b")]
)
def test_does_not_look_like(one: str, other: str):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "name",
    ["mia", "Mia_9", "小窝", "小窝mia", "アリス", "한국", "naïve", "मीना", "мир", "a@b.c", "x-1+y"],
)
def test_can_be_a_name(name: str):
    assert is_writable(plain(name))


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "___",
        "a b",
        "a\tb",
        "a\u200bb",
        "a\u202eb",
        "😀",
        "миa",
        "αb",
        "小мир",
        "a/b",
        "<b>",
    ],
)
def test_cannot_be_a_name(name: str):
    assert not is_writable(plain(name))


@given(st.text(max_size=40))
def test_once_is_enough(text: str):
    assert plain(plain(text)) == plain(text)
    assert folded(folded(text)) == folded(text)
    assert skeleton(text) == skeleton(plain(text))
