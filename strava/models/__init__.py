from strava.models.connection import AuthorizationState, Connection, ConnectionState
from strava.models.deletion import Deletion
from strava.models.inbox import InboxEvent
from strava.models.known import Fetch, FetchPart, KnownActivity, KnownState
from strava.models.sync import Backfill, BudgetWindow

__all__ = [
    "AuthorizationState",
    "Backfill",
    "BudgetWindow",
    "Connection",
    "ConnectionState",
    "Deletion",
    "Fetch",
    "FetchPart",
    "InboxEvent",
    "KnownActivity",
    "KnownState",
]
