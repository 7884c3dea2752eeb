"""Reading and writing inside one folder, never through a link."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from aiarch.errors import ConflictError, InputError, Location, ToolFailedError


def look(root: Path, path: str) -> bytes | None:
    """Return the content of a file, None when nothing is there.

    Raises:
        InputError: a part of the path is a symbolic link.
        ConflictError: something that is no plain file (or a file in place of a folder) is in the way.
        ToolFailedError: the file cannot be read.
    """
    if not is_clear(root, path):
        return None
    try:
        # O_NOFOLLOW and O_NONBLOCK: a link or pipe put there meanwhile must not be followed or waited for.
        with os.fdopen(
            os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb"
        ) as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ToolFailedError(
            f"cannot read {path}: {error.strerror}",
            code="TRE009",
            at=Location(path),
            hint="check the file's permissions",
        ) from None


def is_clear(root: Path, path: str) -> bool:
    """Return whether a plain file is at `path`; False when the way there is free.

    Raises:
        InputError, ConflictError: as `look`.
    """
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        part = "/".join(parts[:end])
        try:
            mode = os.lstat(root / part).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise ToolFailedError(
                f"cannot look at {part}: {error.strerror}",
                code="TRE009",
                at=Location(part),
                hint="check the folder's permissions",
            ) from None
        if stat.S_ISLNK(mode):
            raise InputError(
                f"{part} is a symbolic link; aiarch neither reads nor writes through one",
                code="TRE004",
                at=Location(part),
                hint="replace the link by a folder or file, or render into another folder",
            )
        last = end == len(parts)
        if not (stat.S_ISREG(mode) if last else stat.S_ISDIR(mode)):
            raise ConflictError(
                f"{part} is no {'plain file' if last else 'folder'}, and the render needs one there",
                code="TRE005",
                at=Location(part),
                hint="move it away, or render into another folder",
            )
    return True


def write_synced(path: Path, content: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    with os.fdopen(os.open(path, flags, 0o666), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a folder's lock file; the system releases it with the process, however that ends.

    Raises:
        ConflictError: another process holds it.
    """
    import fcntl
    import platform

    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 200).decode("utf-8", "replace").strip()
            raise ConflictError(
                f"another aiarch is writing here ({holder or 'unknown process'})",
                code="TRE008",
                at=Location(".aiarch/lock"),
                hint="wait until it is done, then render again",
            ) from None
        os.ftruncate(handle, 0)
        os.write(handle, f"process {os.getpid()} on {platform.node()}\n".encode())
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)
