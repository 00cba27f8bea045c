"""How much one connection may send."""

from realtime.limits import BAD_IN_A_ROW, FORGIVEN, REFUSED_IN_A_ROW, FrameLimits, Verdict


def take(limits: FrameLimits, count: int, now_ms: int = 0) -> list[Verdict]:
    return [limits.take(now_ms) for _ in range(count)]


class TestRate:
    def test_a_burst_of_twenty_passes(self):
        assert set(take(FrameLimits(), 20)) == {Verdict.TAKE}

    def test_the_next_is_refused(self):
        limits = FrameLimits()
        take(limits, 20)

        assert limits.take(0) is Verdict.REFUSE

    def test_ten_a_second_come_back(self):
        limits = FrameLimits()
        take(limits, 20)

        verdicts = take(limits, 11, now_ms=1000)

        assert verdicts == [Verdict.TAKE] * 10 + [Verdict.REFUSE]

    def test_a_hundred_refused_in_a_row_cut_the_line(self):
        limits = FrameLimits()

        verdicts = take(limits, 20 + REFUSED_IN_A_ROW)

        assert verdicts[-2:] == [Verdict.REFUSE, Verdict.CUT]

    def test_a_taken_frame_forgives_some(self):
        limits = FrameLimits()
        take(limits, 20 + REFUSED_IN_A_ROW - 1)

        assert limits.take(100) is Verdict.TAKE
        assert take(limits, FORGIVEN, now_ms=100)[-1] is Verdict.REFUSE

    def test_whoever_sends_twice_too_much_is_only_refused(self):
        limits = FrameLimits()

        verdicts = [limits.take(50 * number) for number in range(1000)]

        assert Verdict.CUT not in verdicts

    def test_a_steady_flood_is_cut_however_slow_the_server_is(self):
        limits = FrameLimits()

        verdicts = [limits.take(4 * number) for number in range(400)]

        assert Verdict.CUT in verdicts

    def test_a_clock_that_steps_back_gives_nothing(self):
        limits = FrameLimits(at_ms=10_000)
        take(limits, 20, now_ms=10_000)

        assert limits.take(0) is Verdict.REFUSE


class TestBadFrames:
    def test_fifty_in_a_row_cut_the_line(self):
        limits = FrameLimits()

        verdicts = [limits.note_bad() for _ in range(BAD_IN_A_ROW)]

        assert verdicts[-2:] == [Verdict.REFUSE, Verdict.CUT]

    def test_a_good_one_ends_the_row(self):
        limits = FrameLimits()
        for _ in range(BAD_IN_A_ROW - 1):
            limits.note_bad()
        limits.note_good()

        assert limits.note_bad() is Verdict.REFUSE
