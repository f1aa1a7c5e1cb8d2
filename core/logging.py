from typing import Any


def configure(settings: dict[str, Any]) -> None:
    import logging

    logging.basicConfig(level=settings["level"])
