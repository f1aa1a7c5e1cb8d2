from core.models.change import Change, Epoch, PastRow

__all__ = ["Change", "Epoch", "PastRow"]
