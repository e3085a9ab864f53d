from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler

PER_FILE_SLACK = 1


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Writes uploads to disk up to the largest size that anything takes, and throws the rest away.

    The request is read to its end, so that the form comes back with what was typed and a sentence about the file.
    """

    def receive_data_chunk(self, raw_data, start):
        limit = settings.ATTACHMENT_MAX_BYTES + PER_FILE_SLACK
        if start < limit:
            self.file.write(raw_data[: limit - start])

    def file_complete(self, file_size):
        return super().file_complete(min(file_size, settings.ATTACHMENT_MAX_BYTES + PER_FILE_SLACK))
