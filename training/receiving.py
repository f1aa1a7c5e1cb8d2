"""Taking in what is sent, in pieces: what is too large is refused while it arrives, not after it filled the disk."""

import tempfile
from contextlib import ExitStack
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from training.archives import keep_archive
from training.originals import incoming_folder, refusing_when_full, short_name
from training.uploads import TooLarge, too_large

IN_MEMORY = 256 * 1024


class FilesHandler(FileUploadHandler):
    """Small files stay in memory, larger ones go to the disk where originals are received."""

    chunk_size = 512 * 1024
    largest = settings.MAX_UPLOAD_BYTES
    largest_body = settings.MAX_UPLOAD_BYTES * settings.MAX_UPLOAD_FILES
    count = -1
    spool: Any = None

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._spools = ExitStack()

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > self.largest_body:
            raise TooLarge(_("The request is too large."), field="file", detail="too_large")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        self.size = 0
        self.spool = self._spools.enter_context(self.make_spool())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > self.largest:
            raise self.refusal()
        with refusing_when_full():
            self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        self.spool.seek(0)
        return UploadedFile(self.spool, self.file_name, self.content_type, file_size, self.charset)

    def close(self) -> None:
        """Django forgets those of a body that breaks off."""
        self._spools.close()

    def make_spool(self) -> Any:
        return tempfile.SpooledTemporaryFile(IN_MEMORY, dir=incoming_folder())

    def refusal(self) -> Exception:
        return too_large(self.file_name or "", self.count)


class ArchiveHandler(FilesHandler):
    largest = settings.MAX_ARCHIVE_BYTES
    largest_body = settings.MAX_ARCHIVE_BYTES + 1024**2

    def make_spool(self) -> Any:
        """With a name: it becomes the kept file without being copied."""
        return tempfile.NamedTemporaryFile(dir=incoming_folder(), prefix="archive-")

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        file = super().file_complete(file_size)
        file.kept_as = keep_archive(file)  # type: ignore[attr-defined]
        return file

    def refusal(self) -> Exception:
        message = _("%(filename)s is larger than 5 GB.") % {"filename": short_name(self.file_name or "")}
        return TooLarge(message, field="file", detail="too_large")


class Receiving:
    """For endpoints that take files with `handler`. Nothing is asked of the database while a slow sender sends:
    the transaction of a POST begins when the body is here."""

    handler: ClassVar[type[FilesHandler]] = FilesHandler
    _receiver: FilesHandler | None = None
    _has_begun = False

    @classmethod
    def as_view(cls, **options: Any) -> Any:
        return transaction.non_atomic_requests(super().as_view(**options))  # type: ignore[misc]

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        with ExitStack() as self._until_answered:
            return super().dispatch(*args, **kwargs)  # type: ignore[misc]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """A browser's token is looked for in the body, so the handler is there before anybody is known."""
        if request.method == "POST":
            self._receiver = self.handler(request._request)
            request._request.upload_handlers = [self._receiver]
            self._until_answered.callback(self._receiver.close)
        super().initial(request, *args, **kwargs)  # type: ignore[misc]

    def check_permissions(self, request: Any) -> None:
        """The last step before the database is needed, and the first that knows who is sending."""
        super().check_permissions(request)  # type: ignore[misc]
        if request.method == "POST":
            request.data  # noqa: B018 - reads the body
        self._until_answered.enter_context(transaction.atomic())
        self._has_begun = True

    def handle_exception(self, exc: Exception) -> Any:
        answer = super().handle_exception(exc)  # type: ignore[misc]
        if not self._has_begun and connection.in_atomic_block:
            transaction.set_rollback(False)  # somebody else's transaction is not ours to undo
        return answer
