"""Zip archives walked entry by entry, never unpacked to disk under their own names and never beyond their bounds."""

import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO

from training.formats.recording import Unreadable

MB = 1024 * 1024
END = b"PK\x05\x06"
END_64 = b"PK\x06\x06"
END_BYTES = 22
LONGEST_COMMENT = 65535
LISTING_BYTES = 1024  # of the directory, at most, an entry: names are no novels


@dataclass(frozen=True, slots=True)
class Limits:
    """What an archive may hold."""

    entries: int = 500
    entry_bytes: int = 25 * MB
    total_bytes: int = 50 * MB
    ratio: int = 100


UPLOAD = Limits()


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive. `refusal` says why it may not be opened; its neighbours are not affected."""

    name: str
    size: int
    refusal: Unreadable | None
    _archive: zipfile.ZipFile
    _info: zipfile.ZipInfo

    def open(self) -> IO[bytes]:
        """A stream that ends at the size the directory told, whatever lies behind it."""
        if self.refusal:
            raise self.refusal
        try:
            return self._archive.open(self._info)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
            raise Unreadable("damaged", f"“{self.name}” cannot be unpacked: {error}.", self.name) from error

    def read(self) -> bytes:
        with self.open() as stream:
            try:
                return stream.read(self.size + 1)
            except Exception as error:
                raise Unreadable(
                    "damaged", f"“{self.name}” is damaged inside the archive: {error}.", self.name
                ) from error


def is_zip(start: bytes) -> bool:
    return start.startswith((b"PK\x03\x04", END))


def entries(file: BinaryIO, limits: Limits = UPLOAD) -> Iterator[Entry]:
    """The files of an archive in its own order, each to be opened before the next one is asked for.

    Raises Unreadable before the first one if the whole is too much.
    """
    with _opened(file, limits) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_of_finder(info)]
        _check_whole(len(infos), sum(info.file_size for info in infos), limits)
        for info in infos:
            name = info.filename.replace("\\", "/")
            yield Entry(name, info.file_size, _refusal(name, info, limits), archive, info)


def _opened(file: IO[bytes], limits: Limits) -> zipfile.ZipFile:
    """The directory is measured before it is read: a million entries would cost seconds to list."""
    if _directory_bytes(file) > limits.entries * LISTING_BYTES:
        raise _too_many(limits)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError, OSError) as error:
        raise Unreadable("damaged", f"The archive cannot be read: {error}.") from error


def _directory_bytes(file: IO[bytes]) -> int:
    file.seek(0, 2)
    length = file.tell()
    file.seek(max(0, length - END_BYTES - LONGEST_COMMENT - 76))
    tail = file.read()
    at, at_64 = tail.rfind(END), tail.rfind(END_64)
    file.seek(0)
    if at_64 >= 0:
        return int.from_bytes(tail[at_64 + 40 : at_64 + 48], "little")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0


def _check_whole(count: int, total: int, limits: Limits) -> None:
    if count > limits.entries:
        raise _too_many(limits)
    if total > limits.total_bytes:
        raise Unreadable("bomb", f"The archive unpacks to more than {limits.total_bytes // MB:,} MB.")


def _too_many(limits: Limits) -> Unreadable:
    return Unreadable("too_many", f"The archive holds more than {limits.entries:,} files.")


def _is_archive(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith(".zip")


def _is_of_finder(info: zipfile.ZipInfo) -> bool:
    """What macOS adds to archives for itself."""
    return info.filename.startswith("__MACOSX/") or info.filename.rpartition("/")[2] in (".DS_Store", "Thumbs.db")


def _refusal(name: str, info: zipfile.ZipInfo, limits: Limits) -> Unreadable | None:
    """Why this entry is left alone."""
    if unsafe := _unsafe(name, info):
        return unsafe
    if _is_archive(info):
        return Unreadable("nested", f"“{name}” is an archive inside the archive.", name)
    if info.file_size > limits.entry_bytes:
        return Unreadable("too_large", f"“{name}” has more than {limits.entry_bytes // MB} MB.", name)
    return _swollen(name, info, limits)


def _unsafe(name: str, info: zipfile.ZipInfo) -> Unreadable | None:
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in name.split("/"):
        return Unreadable("unsafe_name", f"“{name}” points outside the archive.", name)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Unreadable("link", f"“{name}” is a link, not a file.", name)
    if info.flag_bits & 0x1:
        return Unreadable("encrypted", f"“{name}” is locked with a password.", name)
    return None


def _swollen(name: str, info: zipfile.ZipInfo, limits: Limits) -> Unreadable | None:
    if info.file_size > max(MB, limits.ratio * info.compress_size):
        return Unreadable("bomb", f"“{name}” unpacks to more than {limits.ratio} times its size.", name)
    return None
