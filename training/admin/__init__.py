"""Pages of the staff: sessions and files, whose rules they follow, and what is planned."""

from training.admin import plans, policies, sessions

__all__ = ["plans", "policies", "sessions"]
