"""Pages of the staff: sessions and files, and what is planned."""

from training.admin import plans, sessions

__all__ = ["plans", "sessions"]
