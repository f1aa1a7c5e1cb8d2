import io
import stat
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from training.formats.archives import UPLOAD, Entry, Limits, entries, is_zip
from training.formats.recording import Unreadable

MB = 1024 * 1024


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file


def walked(file: io.BytesIO, limits: Limits = UPLOAD) -> list[tuple[str, str]]:
    return [(entry.name, entry.refusal.code if entry.refusal else "") for entry in entries(file, limits)]


def refused_whole(file: io.BytesIO, limits: Limits = UPLOAD) -> str:
    with pytest.raises(Unreadable) as refused:
        list(entries(file, limits))
    return refused.value.code


def test_archive_gives_its_files_in_order() -> None:
    file = packed({"b.fit": b"2", "a/c.gpx": b"3", "a/": b"", "__MACOSX/._b.fit": b"x", ".DS_Store": b"x"})
    assert [(entry.name, entry.size, entry.read()) for entry in entries(file)] == [
        ("b.fit", 1, b"2"),
        ("a/c.gpx", 1, b"3"),
    ]
    assert is_zip(file.getvalue())


def test_archive_entry_streams() -> None:
    for entry in entries(packed({"a.fit": b"12345"})):
        with entry.open() as stream:
            assert (stream.read(2), stream.read()) == (b"12", b"345")


def test_archive_entry_kept_beyond_its_turn_says_so() -> None:
    (entry,) = entries(packed({"a.fit": b"12345"}))
    with pytest.raises(Unreadable):
        entry.read()


def test_archive_names_leading_out_are_refused_alone() -> None:
    names = ["../../etc/passwd", "/abs.fit", "C:\\x.fit", "a\\..\\..\\b.fit", "fine..name.fit", "fine.fit"]
    told = dict(walked(packed(dict.fromkeys(names, b"1"))))
    assert list(told.values()) == ["unsafe_name"] * 4 + ["", ""]


def test_archive_link_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        link = zipfile.ZipInfo("link.fit")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    assert walked(file) == [("link.fit", "link")]


def test_archive_with_a_password_is_refused_by_entry() -> None:
    content = bytearray(packed({"a.fit": b"1"}, zipfile.ZIP_STORED).getvalue())
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert walked(io.BytesIO(bytes(content))) == [("a.fit", "encrypted")]


def test_archive_inside_an_archive_is_refused_by_entry() -> None:
    file = packed({"part1.zip": packed({"x.fit": b"1"}).getvalue(), "y.csv": b"2"})
    assert walked(file) == [("part1.zip", "nested"), ("y.csv", "")]


def test_archive_entry_that_swells_is_refused() -> None:
    file = packed({"bomb.gpx": bytes(3 * MB), "fine.gpx": b"1"})
    assert walked(file) == [("bomb.gpx", "bomb"), ("fine.gpx", "")]
    bomb, _ = entries(file)
    with pytest.raises(Unreadable):
        bomb.open()


def test_archive_entry_over_its_size_is_refused() -> None:
    limits = replace(UPLOAD, entry_bytes=1000)
    assert walked(packed({"big.fit": bytes(1001), "fits.fit": bytes(1000)}), limits) == [
        ("big.fit", "too_large"),
        ("fits.fit", ""),
    ]


def test_archive_that_unpacks_to_too_much_is_refused_whole() -> None:
    assert refused_whole(packed({f"{i}.gpx": bytes(11 * MB) for i in range(5)})) == "bomb"


def test_archive_of_too_many_files_is_refused_whole() -> None:
    assert refused_whole(packed({f"{i}.fit": b"" for i in range(501)}, zipfile.ZIP_STORED)) == "too_many"
    assert len(walked(packed({f"{i}.fit": b"" for i in range(500)}, zipfile.ZIP_STORED))) == 500


def test_archive_with_an_endless_directory_is_refused_before_it_is_read() -> None:
    file = packed({f"{i}{'x' * 60}.fit": b"" for i in range(6000)}, zipfile.ZIP_STORED)
    assert refused_whole(file) == "too_many"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x05\x06", b"nonsense" * 100])
def test_archive_that_is_none_is_damaged(content: bytes) -> None:
    assert refused_whole(io.BytesIO(content)) == "damaged"


def first_read(content: bytes) -> bytes | str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of doubled names
            walk: Iterator[Entry] = entries(io.BytesIO(content))
            return next(walk).read()
    except Unreadable as reason:
        return reason.code
    except StopIteration:
        return "nothing"


def test_archive_cut_or_flipped_anywhere_gives_content_or_a_reason() -> None:
    whole = packed({"a.fit": bytes(range(256)) * 4, "b.fit": b"2"}).getvalue()
    for at in range(len(whole)):
        first_read(whole[:at])
        for bit in range(8):
            broken = bytearray(whole)
            broken[at] ^= 1 << bit
            first_read(bytes(broken))


def test_archive_entry_that_lies_about_its_size_gives_no_more_than_it_said() -> None:
    content = bytearray(packed({"a.fit": bytes(5000)}).getvalue())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    assert first_read(bytes(content)) == "damaged"
