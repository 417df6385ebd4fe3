"""The server as its users see it: start, address, target file, stop."""

from pathlib import Path
from types import TracebackType
from typing import Self

from reject_contract.mock import target_file
from reject_contract.mock.app import App
from reject_contract.mock.listener import Listener


class MockServer:
    """Serves an app over HTTP while the context lasts; port 0 takes any free one."""

    def __init__(self, app: App, host: str = "127.0.0.1", port: int = 0) -> None:
        self.app = app
        self._host = host
        self._wanted_port = port
        self._listener: Listener | None = None

    def start(self) -> Self:
        """Listen, and answer in threads of its own."""
        self._listener = Listener(self.app, self._host, self._wanted_port)
        return self

    def stop(self) -> None:
        """Close the port and every connection; stopping twice does no harm."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def port(self) -> int:
        """The port that is listened on."""
        if self._listener is None:
            raise RuntimeError("the mock server is not running: start it, or use it as a context manager")
        return self._listener.port

    @property
    def base_url(self) -> str:
        """Everything before /api/v1."""
        return f"http://{self._host}:{self.port}{self.app.base_path}"

    def write_target(self, path: str | Path, name: str = "mock", **limits: float) -> Path:
        """Write a target file for this server, and answer its path; limits override the generous defaults."""
        limits = {**self.app.limits, **limits}
        content = target_file.target(self.base_url, self.app.installation, name, limits)
        target_file.write(Path(path), content)
        return Path(path)
