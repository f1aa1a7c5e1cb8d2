from core.models.change import Change, Epoch, PastRow
from core.models.event import Delivery, Event
from core.models.heartbeat import Heartbeat, Switch
from core.models.idempotency import IdempotencyKey
from core.models.limit import RateLimit
from core.models.mail import OutgoingMail
from core.models.work import Work, WorkState

__all__ = [
    "Change",
    "Delivery",
    "Epoch",
    "Event",
    "Heartbeat",
    "IdempotencyKey",
    "OutgoingMail",
    "PastRow",
    "RateLimit",
    "Switch",
    "Work",
    "WorkState",
]
