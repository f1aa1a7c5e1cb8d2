"""Gzip with a bound on what comes out, and as much as possible out of a damaged file (RFC 1952)."""

import zlib

from training.formats.recording import Note, Unreadable

UNPACKED_BYTES = 50 * 1024 * 1024
RATIO = 100
RATIO_FROM_BYTES = 1024 * 1024  # small files compress as well as they like
STEP_BYTES = 8 * 1024  # what a damaged place costs at most
MAGIC = b"\x1f\x8b"
HEADER_BYTES, TRAILER_BYTES = 10, 8
CHECKSUM, EXTRA, NAME, COMMENT = 2, 4, 8, 16


def gunzip(content: bytes) -> tuple[bytes, Note | None]:
    """All members of a gzip file, as far as they can be read; a note says where it breaks off."""
    allowed = min(UNPACKED_BYTES, max(RATIO_FROM_BYTES, RATIO * len(content)))
    unpacked = bytearray()
    at = 0
    while content.startswith(MAGIC, at):
        start = len(unpacked)
        try:
            at = _inflate(content, _body(content, at), unpacked, allowed)
        except IndexError:
            return bytes(unpacked), _broken(unpacked, "it ends too early")
        except (zlib.error, ValueError) as error:
            return bytes(unpacked), _broken(unpacked, str(error))
        if int.from_bytes(content[at - TRAILER_BYTES : at - 4], "little") != zlib.crc32(memoryview(unpacked)[start:]):
            return bytes(unpacked), _broken(unpacked, "its checksum does not fit")
    return bytes(unpacked), None


def _body(content: bytes, at: int) -> int:
    """Where a member's packed bytes begin, behind its header."""
    flags = content[at + 3]
    at += HEADER_BYTES
    if flags & EXTRA:
        at += 2 + int.from_bytes(content[at : at + 2], "little")
    for flag in (NAME, COMMENT):
        if flags & flag:
            at = content.index(b"\0", at) + 1
    return at + 2 if flags & CHECKSUM else at


def _inflate(content: bytes, at: int, unpacked: bytearray, allowed: int) -> int:
    """Unpack one member; answers where the next one begins."""
    member = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    while not member.eof:
        piece = content[at : at + STEP_BYTES]
        if not piece:
            raise ValueError("it ends too early")
        at += len(piece)
        while piece and not member.eof:
            unpacked += member.decompress(piece, STEP_BYTES)
            piece = member.unconsumed_tail
            if len(unpacked) > allowed:
                text = f"The file unpacks to more than {allowed // 1024**2} MB, which no session needs."
                raise Unreadable("bomb", text)
    return at - len(member.unused_data) + TRAILER_BYTES


def _broken(unpacked: bytearray, why: str) -> Note:
    return Note("truncated", f"The compressed file is damaged after {len(unpacked)} unpacked bytes: {why}.")
