"""Who may do what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import Code, Problem
from rooms.roles import (
    Actor,
    Right,
    has_right,
    require,
    require_may_change,
    require_may_kick,
    require_voice,
    rights_of,
)


def actor(role: str, allow_control: bool = True, **permissions: bool) -> Actor:
    return Actor("s", role, permissions, allow_control)


ALL = {"control", "chat", "manage", "media"}


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        (actor("host"), ALL),
        (actor("host", control=False, chat=False, manage=False, media=False), ALL),
        (actor("host", allow_control=False), ALL),
        (actor("admin"), ALL),
        (actor("admin", manage=False), ALL - {"manage"}),
        (actor("admin", allow_control=False), ALL),
        (actor("guest"), {"control", "chat"}),
        (actor("guest", allow_control=False), {"chat"}),
        (actor("guest", allow_control=False, control=True), {"control", "chat"}),
        (actor("guest", chat=False), {"control"}),
        (actor("guest", manage=True, media=True), ALL),
    ],
)
def test_the_table(who: Actor, allowed: set[str]):
    assert {name for name, may in rights_of(who).items() if may} == allowed
    assert {right.value for right in Right if has_right(who, right)} == allowed


def test_a_denial_names_what_is_missing():
    with pytest.raises(Problem) as caught:
        require(actor("guest"), Right.MANAGE)

    assert caught.value.code is Code.NOT_PERMITTED
    assert caught.value.details == {"permission": ["manage"]}


def may(function, *args, **kwargs) -> bool:
    try:
        function(*args, **kwargs)
    except Problem as problem:
        if problem.code is not Code.NOT_PERMITTED:
            raise
        return False
    return True


@pytest.mark.parametrize(
    ("who", "target", "allowed"),
    [
        ("host", "guest", True),
        ("host", "admin", True),
        ("admin", "guest", True),
        ("admin", "admin", False),
        ("admin", "host", False),
        ("guest", "guest", False),
    ],
)
def test_who_kicks_whom(who: str, target: str, allowed: bool):
    assert may(require_may_kick, actor(who), target_role=target) is allowed


def test_nobody_grants_what_they_lack():
    manager = actor("guest", manage=True)
    change = {"target_role": "guest", "on_oneself": False, "wants_role": False}

    assert may(require_may_change, manager, **change, wants_rights=True, granted=["chat"])
    assert not may(require_may_change, manager, **change, wants_rights=True, granted=["media"])


@pytest.mark.parametrize(
    ("who", "target", "role", "rights", "oneself", "allowed"),
    [
        ("host", "guest", True, True, False, True),
        ("admin", "guest", False, True, False, True),
        ("admin", "guest", True, False, False, False),
        ("admin", "admin", False, True, False, False),
        ("guest", "guest", True, False, True, False),
        ("admin", "admin", True, False, True, False),
        ("host", "host", True, False, True, False),
        ("guest", "guest", False, False, True, True),
    ],
)
def test_who_changes_whom(who, target, role, rights, oneself, allowed):
    assert (
        may(
            require_may_change,
            actor(who),
            target_role=target,
            on_oneself=oneself,
            wants_role=role,
            wants_rights=rights,
        )
        is allowed
    )


roles = st.sampled_from(["host", "admin", "guest"])
overrides = st.dictionaries(st.sampled_from(sorted(ALL)), st.booleans())
actors = st.builds(
    lambda role, rights, open_: actor(role, open_, **rights), roles, overrides, st.booleans()
)
HIGHER = {"guest": "admin", "admin": "host", "host": "host"}


@given(actors)
def test_rights_are_what_is_required(who: Actor):
    for right in Right:
        assert may(require, who, right) is has_right(who, right) is rights_of(who)[right.value]


@given(actors, st.sampled_from(sorted(ALL)), st.booleans())
def test_an_override_decides_one_right_only(who: Actor, name: str, given_: bool):
    before = rights_of(who)
    after = rights_of(who.changed(permissions={**who.permissions, name: given_}))

    assert after[name] is (who.role == "host" or given_)
    assert {**after, name: None} == {**before, name: None}


@given(actors)
def test_a_higher_role_never_has_less(who: Actor):
    higher = who.changed(role=HIGHER[who.role])

    assert all(rights_of(higher)[name] for name, has in rights_of(who).items() if has)


@given(actors, roles, st.booleans(), st.lists(st.sampled_from(sorted(ALL))))
def test_whoever_changes_another_stands_above(who: Actor, target: str, role: bool, granted: list):
    change = {"wants_role": role, "wants_rights": not role, "granted": granted}
    is_allowed = may(require_may_change, who, target_role=target, on_oneself=False, **change)

    assert not may(require_may_change, who, target_role=target, on_oneself=True, **change)
    if is_allowed:
        assert has_right(who, Right.MANAGE)
        assert who.role == "host" or (target == "guest" and not role)
        assert all(has_right(who, Right(name)) for name in granted)


@given(actors, roles)
def test_the_host_is_sent_out_by_nobody(who: Actor, target: str):
    is_allowed = may(require_may_kick, who, target_role=target)

    assert not may(require_may_kick, who, target_role="host")
    assert not is_allowed or has_right(who, Right.MANAGE)
    assert not is_allowed or target == "guest" or who.role == "host"


@given(actors, st.integers(0, 10), st.integers(0, 10))
def test_a_mute_silences_until_its_end(who: Actor, until: int, now: int):
    def speaks(one: Actor) -> bool:
        try:
            require_voice(one, now_ms=now)
        except Problem as problem:
            return problem.code is not Code.BANNED
        return True

    is_free = who.role == "host" or now >= until
    assert speaks(who.changed(muted_until_ms=until)) is (speaks(who) and is_free)
