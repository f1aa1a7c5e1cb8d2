"""How questions and answers travel between a worker and the process that reads files for it."""

import struct

HEAD = struct.Struct("<II")
"""Of a question: the lengths of the file's name and of its bytes."""
ANSWER = struct.Struct("<IQ?")
"""Of an answer: the lengths of the JSON header and of the numbers behind it, and whether the reader should go now."""
