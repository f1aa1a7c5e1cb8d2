"""Taking in what is sent, in pieces: what is too large is refused while it arrives, not after it filled the disk."""

import tempfile
from typing import Any, ClassVar

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from training.originals import incoming_folder, refusing_when_full, short_name
from training.uploads import TooLarge, too_large

IN_MEMORY = 256 * 1024


class FilesHandler(FileUploadHandler):
    """Small files stay in memory, larger ones go to the disk where originals are received."""

    largest = settings.MAX_UPLOAD_BYTES
    count = -1
    spool: Any = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.count += 1
        self.size = 0
        self.spool = self.make_spool()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > self.largest:
            raise self.refusal()
        with refusing_when_full():
            self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        whole, self.spool = self.spool, None
        whole.seek(0)
        return UploadedFile(whole, self.file_name, self.content_type, file_size, self.charset)

    def close(self) -> None:
        """Django closes whole files at the end of a request, and forgets the one that breaks off."""
        if self.spool is not None:
            self.spool.close()

    def make_spool(self) -> Any:
        return tempfile.SpooledTemporaryFile(IN_MEMORY, dir=incoming_folder())

    def refusal(self) -> Exception:
        return too_large(self.file_name or "", self.count)


class ArchiveHandler(FilesHandler):
    largest = settings.MAX_ARCHIVE_BYTES

    def make_spool(self) -> Any:
        """With a name: it becomes the kept file without being copied."""
        return tempfile.NamedTemporaryFile(dir=incoming_folder(), prefix="archive-")

    def refusal(self) -> Exception:
        message = _("%(filename)s is larger than 5 GB.") % {"filename": short_name(self.file_name or "")}
        return TooLarge(message, field="file", detail="too_large")


class Receiving:
    """For views that take files: receives with `handler`, and leaves nothing open."""

    handler: ClassVar[type[FilesHandler]] = FilesHandler
    _receiver: FilesHandler | None = None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        self._receiver = self.handler(request._request)
        request._request.upload_handlers = [self._receiver]  # before anything reads the body
        super().initial(request, *args, **kwargs)  # type: ignore[misc]

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        if self._receiver is not None:
            self._receiver.close()
        return super().finalize_response(*args, **kwargs)  # type: ignore[misc]
