"""What people paste when they are asked for a code: the code, or a whole link."""

import re

INVITATION = "invitation_token"
LONGEST_CODE = 16
_IN_LINK = re.compile(r"/join/([^/?#\s]+)")


def token_in(text: str) -> str:
    """The last part of an invitation's link, or the text itself."""
    match = _IN_LINK.search(text)
    return match[1] if match else text.strip()


def is_invitation(token: str) -> bool:
    return len(token) > LONGEST_CODE
