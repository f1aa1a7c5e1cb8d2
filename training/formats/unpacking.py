"""Gzip with a bound on what comes out."""

import zlib

from training.formats.recording import Note, Unreadable

UNPACKED_BYTES = 50 * 1024 * 1024
RATIO = 100
RATIO_FROM_BYTES = 1024 * 1024  # small files compress as well as they like
STEP_BYTES = 256 * 1024
MAGIC = b"\x1f\x8b"


def gunzip(content: bytes) -> tuple[bytes, Note | None]:
    """All members of a gzip file, as far as they can be read; a note says where it breaks off."""
    allowed = min(UNPACKED_BYTES, max(RATIO_FROM_BYTES, RATIO * len(content)))
    unpacked = bytearray()
    rest = content
    while rest.startswith(MAGIC):
        member = zlib.decompressobj(wbits=31)
        try:
            rest = _member(member, rest, unpacked, allowed)
        except zlib.error as error:
            return bytes(unpacked), _broken(unpacked, str(error))
        if not member.eof:
            return bytes(unpacked), _broken(unpacked, "it ends too early")
    return bytes(unpacked), None


def _member(member: "zlib._Decompress", packed: bytes, unpacked: bytearray, allowed: int) -> bytes:
    while not member.eof and packed:
        unpacked += member.decompress(packed, STEP_BYTES)
        packed = member.unconsumed_tail
        if len(unpacked) > allowed:
            raise Unreadable("bomb", f"The file unpacks to more than {allowed // 1024**2} MB, which no session needs.")
    return member.unused_data


def _broken(unpacked: bytearray, why: str) -> Note:
    return Note("truncated", f"The compressed file is damaged after {len(unpacked)} unpacked bytes: {why}.")
