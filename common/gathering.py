"""Sending together what is asked at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Gathering(Generic[Question, Answer]):
    """Questions that come while others are under way wait, and then go in one go.

    So nobody waits for company, and the busier it is the more goes at once. Lives on one event
    loop.
    """

    def __init__(
        self, send: Callable[[Sequence[Question]], Awaitable[Sequence[Answer]]], *, most: int
    ) -> None:
        """``send`` answers at most ``most`` questions, in their order."""
        self._send, self._most = send, most
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._sending: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """Return the answer; raises what ``send`` raised for all that went together."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._sending is None or self._sending.done():
            self._sending = asyncio.ensure_future(self._send_all())
        return await answer

    async def _send_all(self) -> None:
        while self._waiting:
            now, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                answers = await self._send([question for question, _ in now])
            except BaseException as error:
                # Who waits would fail as well, only later.
                now += self._waiting
                self._waiting = []
                _fail(now, error)
                if not isinstance(error, Exception):
                    raise
                return
            for (_, waiting), answer in zip(now, answers, strict=True):
                if not waiting.done():
                    waiting.set_result(answer)


def _fail(asked: Sequence[tuple[object, asyncio.Future[Answer]]], error: BaseException) -> None:
    for _, waiting in asked:
        if waiting.done():
            continue
        if isinstance(error, Exception):
            waiting.set_exception(error)
        else:
            waiting.cancel()
