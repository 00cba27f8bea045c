"""When two account names are one to the eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions_app.lookalikes import folded, is_writable, plain, skeleton
from tests.people import BLANKS, UNSEEN


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
        ("José", "jose"),
        ("al\u1ecbce", "alice"),
        ("ali\u0323ce", "alice"),
        ("Андрей", "андреи"),
        ("Άννα", "αννα"),
        ("İris", "iris"),
        ("مُحمد", "محمد"),
        *((f"ali{c}ce", "alice") for c in UNSEEN if c not in BLANKS),
    ],
)
def test_looks_like(one: str, other: str):
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mia", "mai"),
        ("小窝", "小屋"),
        ("मीना", "मना"),
        ("ดี", "ดา"),
        ("がく", "かく"),
        ("a.b", "a_b"),
    ],
)
def test_does_not_look_like(one: str, other: str):
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize(
    "name",
    ["mia", "Mia_9", "小窝", "小窝mia", "アリス", "ガギグ", "한국", "naïve", "मीना",
     "nai\u0308ve", "กำปั่น", "مُحمد", "שָׁלוֹם", "Nguyễn", "мир", "a@b.c", "x-1+y"],
)  # fmt: skip
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
        "q\u0323ia",
        "мир\u0323",
        "μι\u0323α",
        "mia_\u0323",
        "小\u0323窝",
        "小\u093c窝",
        "\u0301mia",
        *(f"ali{c}ce" for c in UNSEEN),
    ],
)
def test_cannot_be_a_name(name: str):
    assert not is_writable(plain(name))


@given(st.text(max_size=40))
def test_once_is_enough(text: str):
    assert plain(plain(text)) == plain(text)
    assert folded(folded(text)) == folded(text)
    assert skeleton(text) == skeleton(plain(text))
