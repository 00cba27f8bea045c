"""What workers share through Redis, piece by piece, without processes."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from channels.layers import InMemoryChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from prometheus_client import REGISTRY
from redis import Redis as Blocking

from common import clock, redis_clock, workers
from common.bus import Broadcast, NewPicture, RightsChanged, Shut
from common.errors import Close
from common.outage import BELIEVED_S, Outage, outage
from common.redis import connect, key_of
from realtime.publishing import Publisher
from realtime.relay import LayerRelay, pack, unpack
from rooms.mirror import Mirror
from rooms.presence import GRACE_MS, Presence, Seat
from tests.sockets import sitting
from tests.support import servers
from tests.support.patience import PATIENCE_S, eventually

pytestmark = pytest.mark.servers
HOUR_MS = 3_600_000
# Enough questions that some are answered at once even on a busy machine.
MANY = 200


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with servers.redis() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    Blocking.from_url(server).flushall()
    return server


def take(presence: Presence, who: str = "a", now_ms: int = 0) -> Seat:
    presence.take(room_id="R", session_id=who, now_ms=now_ms, limit=9)
    seat = presence.seat("R", who)
    assert seat is not None
    return seat


class Site:
    """Two workers' copies of all seats."""

    def __init__(self, address: str) -> None:
        self.here, self.there = Presence(), Presence()
        self.one = Mirror(connect(address), self.here, "one")
        self.other = Mirror(connect(address), self.there, "other")

    async def __aenter__(self) -> "Site":
        await self.one.start()
        await self.other.start()
        return self

    async def __aexit__(self, *_error: object) -> None:
        await self.one.stop()
        await self.other.stop()


class TestMirror:
    async def test_a_seat_is_known_to_all(self, address: str):
        async with Site(address) as site:
            seat = take(site.here)
            seat.ready = True
            await eventually(lambda: site.there.seat("R", "a") == seat)

            site.here.release(room_id="R", session_id="a")
            await eventually(lambda: site.there.seat("R", "a") is None)

    async def test_different_facts_of_one_seat_do_not_undo_each_other(self, address: str):
        async with Site(address) as site:
            take(site.here)
            await eventually(lambda: site.there.seat("R", "a") is not None)

            site.here.seats("R")["a"].ready = True
            site.there.seats("R")["a"].is_stalled = True

            for presence in (site.here, site.there):
                seat = presence.seats("R")["a"]
                await eventually(lambda seat=seat: seat.ready and seat.is_stalled)

    async def test_what_one_hears_it_does_not_tell_again(self, address: str):
        async with Site(address) as site:
            take(site.here)
            await eventually(lambda: site.there.seat("R", "a") is not None)

            assert site.other._changed == {}

    async def test_a_later_worker_reads_what_is_there(self, address: str):
        async with Site(address) as site:
            seat = take(site.here)
            await site.one.flush()
            late = Presence()
            mirror = Mirror(connect(address), late, "late")
            await mirror.start()

            assert late.seat("R", "a") == seat
            await mirror.stop()

    async def test_measurements_are_told_in_time(self, address: str):
        async with Site(address) as site:
            seat = take(site.here)
            await eventually(lambda: site.there.seat("R", "a") is not None)

            seat.rtt_ms = 123.0

            await eventually(lambda: site.there.seats("R")["a"].rtt_ms == 123.0)

    async def test_a_full_room_is_gone_at_once(self, address: str):
        async with Site(address) as site:
            for who in "abc":
                take(site.here, who)
            await eventually(lambda: len(site.there.seats("R")) == 3)

            site.there.drop_room("R")

            await eventually(lambda: site.here.rooms == {})
            await site.other.flush()
            assert Blocking.from_url(address).hgetall(key_of("R", "seats")) == {}

    async def test_nonsense_on_the_line_is_passed_over(self, address: str):
        async with Site(address) as site:
            Blocking.from_url(address).publish("xiaowo:seats", "{")
            take(site.here)

            await eventually(lambda: site.there.seat("R", "a") is not None)

    async def test_facts_of_a_later_version_are_passed_over(self, address: str):
        async with Site(address) as site:
            take(site.here)
            await site.one.flush()
            Blocking.from_url(address).hset(key_of("R", "seats"), "a.mood", '"good"')
            await site.other.read("R")

            assert site.there.seats("R")["a"].until_ms == GRACE_MS

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("a.ready", "{"),
            ("a.ready", '"yes"'),
            ("a.connection_id", "7"),
            ("a.held_ms", "null"),
            ("a.rtt_ms", b"\xff"),
            ("nobody", "1"),
            (b"\xff.ready", "true"),
        ],
    )
    async def test_a_damaged_fact_is_struck_out_and_the_others_count(
        self, address: str, field: str | bytes, value: str | bytes
    ):
        written = Blocking.from_url(address)
        good = {"b.until_ms": "9", "b.ready": "true"}
        written.hset(key_of("R", "seats"), mapping={"a.until_ms": "5", field: value, **good})
        async with Site(address) as site:
            assert site.here.seats("R") == {
                "a": Seat(until_ms=5),
                "b": Seat(until_ms=9, ready=True),
            }
            assert not written.hexists(key_of("R", "seats"), field)  # type: ignore[arg-type]
            assert written.hget(key_of("R", "seats"), "a.until_ms") == b"5"

    async def test_a_seat_without_its_beginning_stays_out(self, address: str):
        Blocking.from_url(address).hset(key_of("R", "seats"), "a.ready", "true")
        async with Site(address) as site:
            assert site.here.rooms == {}
            assert site.one._wanted == set()

    async def test_what_is_no_hash_makes_room_for_the_seats(self, address: str):
        written = Blocking.from_url(address)
        async with Site(address) as site:
            take(site.here)
            await site.one.flush()
            written.delete(key_of("R", "seats"))
            written.set(key_of("R", "seats"), "what?")
            take(site.here, "b")
            await eventually(lambda: set(site.there.seats("R")) == {"a", "b"})
            await eventually(lambda: written.type(key_of("R", "seats")) == b"hash")

            late = Presence()
            await Mirror(connect(address), late, "late").read("R")
            assert late.seats("R") == site.here.seats("R")
            written.set(key_of("Q", "seats"), "what?")
            await site.other.read("Q")
            assert not written.exists(key_of("Q", "seats"))

    async def test_values_that_no_seat_has_are_not_believed(self, address: str):
        async with Site(address) as site:
            take(site.here)
            await eventually(lambda: site.there.seat("R", "a") is not None)
            told = '{"worker":"x","changes":{"R":{"a":{"held_ms":"long","ready":true}}}}'
            Blocking.from_url(address).publish("xiaowo:seats", told)
            await eventually(lambda: site.here.seats("R")["a"].ready)

            assert site.here.seats("R")["a"].held_ms == 0

    async def test_starting_again_leaves_one_of_each_at_work(self, address: str):
        async with Site(address) as site:
            before = site.one._tasks
            await site.one.start()
            await eventually(lambda: all(task.done() for task in before))
            take(site.there)
            await eventually(lambda: site.here.seat("R", "a") is not None)

    async def test_nobody_closes_a_socket_that_is_held_here(self, address: str):
        async with Site(address) as site:
            take(site.here)
            site.here.connect(room_id="R", session_id="a", connection_id="one.1")
            await eventually(lambda: site.there.seat("R", "a") == site.here.seat("R", "a"))

            site.there.disconnect(room_id="R", session_id="a", connection_id="one.1", now_ms=5)
            site.there.seats("R")["a"].is_stalled = True

            await eventually(lambda: site.here.seats("R")["a"].is_stalled)
            for presence in (site.here, site.there):
                seat = presence.seats("R")["a"]
                await eventually(lambda seat=seat: seat.connection_id == "one.1")
                assert seat.until_ms is None

    async def test_another_worker_may_take_a_socket_over(self, address: str):
        async with Site(address) as site:
            take(site.here)
            site.here.connect(room_id="R", session_id="a", connection_id="one.1")
            await eventually(lambda: site.there.seat("R", "a") == site.here.seat("R", "a"))

            site.there.connect(room_id="R", session_id="a", connection_id="other.1")

            await eventually(lambda: site.here.seats("R")["a"].connection_id == "other.1")


class TestBus:
    @pytest.mark.parametrize(
        "message",
        [
            Broadcast("{}"),
            Broadcast("{}", only_session="a", note=b"x"),
            Broadcast("{}", can_wait=True),
            Shut(Close.ELSEWHERE, only_session="a", before=(5, 1, "c")),
            RightsChanged(allow_control=False, session_id="a", permissions={"chat": False}),
        ],
    )
    def test_messages_survive_the_way(self, message):
        assert unpack(pack(message)) == message

    def test_a_picture_is_taken_by_each_worker(self):
        assert pack(NewPicture(None, 0)) == {"kind": "look"}  # type: ignore[arg-type]

    def test_an_unknown_message_is_refused(self):
        with pytest.raises(ValueError, match="no such message"):
            unpack({"kind": "poem"})


class TestClock:
    @pytest.fixture(autouse=True)
    def _own_clock(self) -> Iterator[None]:
        before = clock._Base.ms
        yield
        clock._Base.ms = before

    async def test_a_worker_whose_clock_is_wrong_takes_over_the_shared_one(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        clock.set_base(clock._Base.ms + HOUR_MS)

        monkeypatch.setattr(redis_clock, "QUESTIONS", MANY)
        await redis_clock.begin(connect(address))

        # The machine may stand still between the two readings.
        assert min(abs(clock.cloud_ms() - time.time() * 1000) for _ in range(20)) < 5

    async def test_an_open_room_is_never_moved_through_time(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(redis_clock, "QUESTIONS", MANY)
        redis = connect(address)
        await redis_clock.begin(redis)
        clock.set_base(clock._Base.ms + 100)
        before = clock.cloud_ms()

        missing = await redis_clock.follow(redis)

        assert -100 <= missing < -95
        assert clock.cloud_ms() >= before - clock.LEAN_MS

    async def test_small_differences_are_made_up(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(redis_clock, "QUESTIONS", MANY)
        redis = connect(address)
        await redis_clock.begin(redis)
        clock.set_base(clock._Base.ms + 3)

        for _ in range(5):
            missing = await redis_clock.follow(redis)

        assert abs(missing) < 1


class TestWorkers:
    async def test_one_leads_and_another_takes_over(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        redis = connect(address)
        leader = workers.Leader(redis)

        assert await leader.is_me()
        monkeypatch.setattr(workers, "NAME", "another")
        assert not await leader.is_me()
        server = Blocking.from_url(address)
        server.pexpire("xiaowo:leader", 1)
        await eventually(lambda: not server.exists("xiaowo:leader"))
        assert await leader.is_me()

    async def test_who_resigns_is_followed_at_once(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        leader = workers.Leader(connect(address))
        await leader.is_me()
        await leader.resign()
        monkeypatch.setattr(workers, "NAME", "another")

        assert await leader.is_me()
        await leader.resign()

    async def test_a_housekeeper_goes_before_a_worker(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        redis = connect(address)
        worker, house = workers.Leader(redis), workers.Leader(redis, is_housekeeper=True)
        assert await worker.is_me()

        monkeypatch.setattr(workers, "NAME", "house")
        assert not await house.is_me()
        monkeypatch.setattr(workers, "NAME", "worker")
        assert not await worker.is_me()
        # The first worker has not given up yet.
        Blocking.from_url(address).delete("xiaowo:leader")
        assert not await worker.is_me()
        monkeypatch.setattr(workers, "NAME", "house")
        assert await house.is_me()
        await house.resign()
        monkeypatch.setattr(workers, "NAME", "worker")
        assert await worker.is_me()
        await worker.resign()

    async def test_the_dead_are_known(self, address: str):
        redis = connect(address)

        assert await workers.say_alive(redis) is False
        assert await workers.say_alive(redis) is True
        assert await workers.dead_among(redis, {workers.NAME, "gone"}) == {"gone"}
        assert await workers.dead_among(redis, set()) == set()
        await workers.say_goodbye(redis)
        assert await workers.dead_among(redis, {workers.NAME}) == {workers.NAME}

    def test_a_socket_tells_who_holds_it(self):
        assert workers.worker_of(workers.connection_id()) == workers.NAME


class TestDeadWorkers:
    async def test_sockets_of_a_dead_worker_are_closed_and_its_seats_kept(
        self, address: str, settings
    ):
        from rooms.presence import presence
        from xiaowo.cluster import Cluster

        settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
        redis = connect(address)
        await workers.say_alive(redis)
        for who, worker in (("a", "gone"), ("b", workers.NAME)):
            take(presence, who)
            presence.connect(room_id="R", session_id=who, connection_id=f"{worker}.1")

        await Cluster(redis).sweep_dead(now_ms=1000)

        assert presence.seats("R")["a"].connection_id is None
        assert presence.seats("R")["a"].until_ms == 1000 + GRACE_MS
        assert presence.seats("R")["b"].connection_id is not None


class TestOneOfMany:
    def test_the_same_worker_is_first_for_all(self, monkeypatch: pytest.MonkeyPatch):
        sockets = ["b.1", "a.7", "c.2"]
        first = []
        for name in "abc":
            monkeypatch.setattr(workers, "NAME", name)
            first.append(workers.is_first_of(sockets))
            assert workers.is_first_of([])

        assert first == [True, False, False]

    async def test_a_room_on_hold_is_swept_by_one(self, monkeypatch: pytest.MonkeyPatch):
        from playback import holding
        from rooms.presence import presence

        settled = []

        async def settle(*, room_id: str, now_ms: int) -> None:
            settled.append(room_id)

        monkeypatch.setattr(holding, "settle", settle)
        monkeypatch.setattr(holding, "_waits", lambda _: True)
        take(presence)
        presence.connect(room_id="R", session_id="a", connection_id="a.1")

        for name in "ba":
            monkeypatch.setattr(workers, "NAME", name)
            await holding.sweep_holds(now_ms=0)

        assert settled == ["R"]


class TestAfterAGap:
    async def test_a_line_that_was_cut_is_noticed(self, address: str):
        async with Site(address) as site:
            assert not site.there.rooms
            assert not site.other.take_gap()
            Blocking.from_url(address).client_kill_filter(_type="pubsub")

            await eventually(lambda: site.other._had_gap)

            assert site.other.take_gap()
            assert not site.other.take_gap()

    @pytest.mark.django_db
    async def test_what_sockets_may_do_is_read_anew(self, host, guest, full_house: str):
        """Somebody was made an admin and somebody sent out while this worker heard nothing."""
        from rooms.models import RoomMember
        from xiaowo.looking import look

        async with sitting(full_house, host, guest) as [_, other]:
            members = RoomMember.objects.filter(room=full_house)
            await members.filter(session=guest.id).aupdate(permissions={"control": False})

            await look(full_house)
            shown = (await other.event("room_info"))["data"]
            assert shown["you"]["permissions"]["control"] is False
            refused = await other.reply("seek", {"current_time": 5})
            assert refused["data"]["code"] == 2003

            gone = clock.to_datetime(clock.cloud_ms())
            await members.filter(session=guest.id).aupdate(is_active=False, left_at=gone)
            await look(full_house)
            assert await other.closed() == 1012


class TestOutage:
    def test_it_is_believed_for_a_while_and_until_somebody_gets_an_answer(
        self, monkeypatch: pytest.MonkeyPatch
    ):
        own = Outage()
        assert not own.is_on
        own.note()
        assert own.is_on
        assert REGISTRY.get_sample_value("xiaowo_redis_up") == 0
        own.clear()
        assert not own.is_on
        assert REGISTRY.get_sample_value("xiaowo_redis_up") == 1
        own.note()
        now = time.monotonic()
        monkeypatch.setattr(time, "monotonic", lambda: now + BELIEVED_S + 1)
        assert not own.is_on

    async def test_while_it_lasts_nobody_waits_at_a_door(
        self, address: str, monkeypatch: pytest.MonkeyPatch
    ):
        from rooms import door

        redis = connect(address)
        mirror = Mirror(redis, Presence(), "one")
        monkeypatch.setattr(door._Way, "door", door._Way.door)
        door.share(redis, mirror)
        blocking = Blocking.from_url(address)
        try:
            outage.note()
            async with door.through("R"):
                assert not blocking.exists(key_of("R", "door"))
            outage.clear()
            async with door.through("R"):
                assert blocking.exists(key_of("R", "door"))
        finally:
            outage.clear()


async def nothing(*_args: object) -> None:
    """Nobody looks."""


class TestPublishing:
    async def test_what_waits_goes_together_and_arrives_in_order(self, address: str):
        layer = RedisPubSubChannelLayer(hosts=[address], prefix="t")
        channel = await layer.new_channel()
        for group in "ab":
            await layer.group_add(group, channel)
        await eventually(
            lambda: len(Blocking.from_url(address).pubsub_channels("t__group__*")) == 2
        )

        assert Publisher(layer).below() is not None, "this channels-redis has other parts"
        await Publisher(layer).send([("ab"[n % 2], {"n": n}) for n in range(MANY)])

        async with asyncio.timeout(PATIENCE_S):
            heard = [(await layer.receive(channel))["n"] for _ in range(MANY)]
        assert heard == list(range(MANY))
        await layer.flush()

    async def test_another_layer_is_told_one_after_another(self):
        layer = InMemoryChannelLayer()
        channel = await layer.new_channel()
        await layer.group_add("a", channel)

        assert Publisher(layer).below() is None
        await Publisher(layer).send([("a", {"n": n}) for n in range(3)])

        assert [(await layer.receive(channel))["n"] for _ in range(3)] == [0, 1, 2]

    async def test_each_room_hears_its_own_in_order_over_several_hosts(self, address: str):
        # Two names of one server: what matters is that rooms lie on both.
        layer = RedisPubSubChannelLayer(hosts=[address, f"{address}?db=1"], prefix="t")
        heard: list[tuple[str, object]] = []
        relay = LayerRelay(layer, lambda *what: heard.append(what), nothing, nothing)
        await relay.start()
        rooms = [f"ROOM{n}" for n in range(6)]
        for room_id in rooms:
            await relay.listen(room_id)

        told = [(rooms[n % 6], Broadcast(str(n))) for n in range(MANY)]
        for room_id, message in told:
            relay.publish(room_id, message)

        await eventually(lambda: len(heard) == MANY)
        for room_id in rooms:
            assert [m for r, m in heard if r == room_id] == [m for r, m in told if r == room_id]
        await relay.stop()
        await layer.flush()

    async def test_a_host_that_is_gone_keeps_no_other_from_its_messages(self, address: str):
        layer = RedisPubSubChannelLayer(hosts=[address, "redis://127.0.0.1:1"], prefix="t")
        publisher = Publisher(layer)
        hosts = publisher.below()._shards
        groups = [f"group {n}" for n in range(64)]
        on_the_other = {
            place
            for place, group in enumerate(groups)
            if layer._get_shard(f"t__group__{group}") is hosts[1]
        }

        failed = await publisher.send([(group, {"n": 1}) for group in groups])

        assert 0 < len(on_the_other) < len(groups)
        assert failed.keys() == on_the_other
        await layer.flush()

    async def test_what_cannot_be_sent_reaches_the_sockets_here_all_the_same(self, address: str):
        layer = RedisPubSubChannelLayer(hosts=[address], prefix="t")
        heard: list[tuple[str, object]] = []
        relay = LayerRelay(layer, lambda *what: heard.append(what), nothing, nothing)
        await relay.start()
        await relay.listen("R")
        # No text of any language, and nothing that can be packed.
        told = [Broadcast("before"), Broadcast("\ud800"), Broadcast("after")]

        for message in told:
            relay.publish("R", message)

        await eventually(lambda: len(heard) == len(told))
        # What could not be sent does not wait for the others on their way through Redis.
        assert sorted(m.text for _room, m in heard) == sorted(m.text for m in told)
        assert relay.take_missed() == {"R"}
        await relay.stop()
        await layer.flush()
