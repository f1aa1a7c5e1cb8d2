import time


class Clock:
    """The simulator's own time: real time moved by what a test or a person has asked for."""

    def __init__(self, offset_s: float = 0) -> None:
        self.offset_s = offset_s

    def now(self) -> float:
        return time.time() + self.offset_s

    def advance(self, seconds: float) -> None:
        self.offset_s += seconds
