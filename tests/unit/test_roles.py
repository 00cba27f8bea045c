"""Who may do what."""

import pytest

from common.errors import Code, Problem
from rooms.roles import (
    Actor,
    Right,
    has_right,
    require,
    require_may_change,
    require_may_kick,
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
