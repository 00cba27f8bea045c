"""A network between a worker and Redis that a test can hold up."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.support.process import free_port


class Line:
    """Passes bytes from a port to a socket file and back, unless it is held up: then none."""

    def __init__(self, path: str) -> None:
        self.port = free_port()
        self._path = path
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ending = asyncio.Event()

    def start(self) -> None:
        """Listen."""
        self._thread.start()
        assert self._is_up.wait(10)

    def hold_up(self) -> None:
        """Pass nothing on from now on; nothing is lost, and nobody is told."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def let_go(self) -> None:
        """Pass on what has waited, and all that follows."""
        self._loop.call_soon_threadsafe(self._open.set)

    def stop(self) -> None:
        """End."""
        self._loop.call_soon_threadsafe(self._ending.set)
        self._thread.join(10)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._pass_on, "127.0.0.1", self.port)
        self._is_up.set()
        await self._ending.wait()
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _pass_on(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        try:
            there, forth = await asyncio.open_unix_connection(self._path)
        except OSError:
            back.close()
            return
        await asyncio.gather(self._copy(here, forth), self._copy(there, back))

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                await self._open.wait()
                target.write(data)
                await target.drain()
        target.close()


@contextmanager
def line_to(path: str) -> Iterator[Line]:
    """Give a line to a socket file."""
    line = Line(path)
    line.start()
    try:
        yield line
    finally:
        line.stop()
