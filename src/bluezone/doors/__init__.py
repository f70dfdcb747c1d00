"""The doors of both services: how many strangers may stand in one, how long they may take, and what becomes of them.

HTTP/1.1 and nothing else. An application meets whole requests only, and whoever reads its answer slowly keeps nothing
but a place; so no caller, and no number of callers, holds up what answers. What an application says, and to whom, is
none of this room's business. It reads no clock but the event loop's. docs/decisions/0023-doors.md says why.
"""

from bluezone.doors.applications import AsgiApplication, asynchronous
from bluezone.doors.bounds import Bounds
from bluezone.doors.door import Door, listening_socket
from bluezone.doors.frames import with_room
from bluezone.doors.requests import AlwaysAlike, Answer, Answerer, Request
from bluezone.doors.threads import Lane, Threads

__all__ = [
    "AlwaysAlike",
    "Answer",
    "Answerer",
    "AsgiApplication",
    "Bounds",
    "Door",
    "Lane",
    "Request",
    "Threads",
    "asynchronous",
    "listening_socket",
    "with_room",
]
