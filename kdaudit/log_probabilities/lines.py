"""Records of JSON files, one by one: a line each, or one document; plain, gzip or zstd."""

from __future__ import annotations

import codecs
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from kdaudit.inputs.arrays import regular
from numerics.simplex import InputError

LONGEST = 2**27  # bytes of a line, or of a document that is not in lines
PACKED = 2**13  # bytes of a packed file at a time: what they unpack to is held in memory
Record = TypeVar("Record")


def records(path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """The records of a file with their numbers, from 1 on: lines, or the elements of one list, or one object.

    Raises InputError for what cannot be read.
    """
    try:
        with regular(path, name).open("rb", buffering=2**20) as file, _unpacked(file, path, name) as lines:
            yield from _split(lines, path, name)
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise InputError(f"{name}: {path} is damaged: {error}") from error
        raise InputError(f"{name}: cannot read {path}: {error.strerror or error}") from error
    except (EOFError, zlib.error) as error:
        raise InputError(f"{name}: {path} is damaged: {error}") from error


def _split(lines: BinaryIO, path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    first = b""
    while not first.strip():
        first = lines.readline(LONGEST)
        if not first:
            raise InputError(f"{name}: {path} is empty")
    first = first.removeprefix(codecs.BOM_UTF8)
    whole = first.lstrip()[:1] == b"[" or (first.lstrip()[:1] == b"{" and not _complete(first) and _goes_on(first))
    if whole:
        yield from _elements(first + lines.read(LONGEST + 1 - len(first)), path, name)
        return
    number, line = 0, first
    while line:
        if not line.isspace():
            number += 1
            if len(line) >= LONGEST:
                raise InputError(f"{name}: {path} has a record of more than {LONGEST:,} bytes, record {number:,}")
            yield number, line
        line = lines.readline(LONGEST)


def _goes_on(line: bytes) -> bool:
    """Whether a document may be laid out over several lines: its first ends after a bracket or a comma."""
    return line.rstrip()[-1:] in {b"{", b"[", b","}


def _complete(line: bytes) -> bool:
    try:
        msgspec.json.decode(line, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        return False
    return True


def _elements(document: bytes, path: Path, name: str) -> Iterator[tuple[int, bytes]]:
    """The elements of one list of objects, or one object."""
    if len(document) > LONGEST:
        raise InputError(f"{name}: {path} is one document of more than {LONGEST:,} bytes; save a record on each line")
    if document.lstrip()[:1] == b"{":
        yield 1, document
        return
    try:
        found = msgspec.json.decode(document, type=list[msgspec.Raw])
    except (msgspec.DecodeError, RecursionError) as error:
        raise InputError(f"{name}: {path} is no JSON: {error}") from error
    for number, element in enumerate(found, start=1):
        yield number, bytes(element)


def _unpacked(file: BinaryIO, path: Path, name: str) -> BinaryIO:
    """What a file has to say, whatever packed it."""
    start = file.read(4)
    file.seek(0)
    if start[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=file)  # pyright: ignore[reportReturnType]
    if start == b"\x28\xb5\x2f\xfd":
        try:
            import zstandard  # noqa: PLC0415
        except ImportError as error:
            raise InputError(f"{name}: {path} is packed by zstd; pip install zstandard reads it") from error
        unpacked = _Zstd(file, zstandard.ZstdDecompressor, zstandard.ZstdError)
        return io.BufferedReader(unpacked, 2**20)  # pyright: ignore[reportReturnType]
    return file


class _Zstd(io.RawIOBase):
    """What zstd packed, frame after frame. Raises EOFError for what is damaged, or ends within a frame."""

    def __init__(self, file: BinaryIO, decompressor: Callable[[], Any], damage: type[Exception]) -> None:
        super().__init__()
        self._file, self._decompressor, self._damage = file, decompressor, damage
        self._frame, self._left = decompressor().decompressobj(), b""
        self._begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        try:
            while not self._left:
                packed = self._frame.unused_data if self._frame.eof else self._file.read(PACKED)
                if self._frame.eof:
                    packed = packed or self._file.read(PACKED)
                    self._frame, self._begun = self._decompressor().decompressobj(), False
                if not packed:
                    if self._begun:
                        raise EOFError("it ends within a frame")
                    return 0
                self._begun = True
                self._left = self._frame.decompress(packed)
                self._begun = not self._frame.eof
        except self._damage as error:
            raise EOFError(str(error)) from error
        count = min(len(into), len(self._left))
        into[:count], self._left = self._left[:count], self._left[count:]
        return count


def decoded(line: bytes, decoder: msgspec.json.Decoder[Record], kind: type[Record]) -> Record:
    """A record of this shape. Raises ValueError, in a few words, for what has another shape, or is no JSON.

    Python writes NaN and Infinity, which are no JSON: such a line is read by Python.
    """
    try:
        return decoder.decode(line)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        if b"NaN" not in line and b"Infinity" not in line:
            raise
    return msgspec.convert(json.loads(line), kind, str_keys=True)
