"""Arrays of files of NumPy's and of .safetensors: left there where the file has them as they are; never a pickle."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from io import BytesIO
from math import prod
from pathlib import Path
from tokenize import TokenError
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import ArrayLike, NDArray

from kdaudit.inputs.parts import joined
from kdaudit.inputs.safetensors import tensors
from kdaudit.inputs.stored import Stored
from numerics.errors import said
from numerics.simplex import InputError

Source = str | Path | ArrayLike
PICKLE = "a pickle, which is never loaded, since that would run code"
SAVE = "save it with numpy.save, numpy.savez or safetensors"
UNPACKED = 2**28  # bytes of a compressed array that are taken into memory
# What zipfile raises for a damaged archive; the last for one that is packed in a way that it does not know.
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)


def opened(source: Source, name: str) -> dict[str, NDArray[Any] | Stored]:
    """The arrays of a file by name, or of an array given as such; left there where the file has them as they are.

    Files of a folder are one, whose examples follow in order of their names.
    Raises InputError for what cannot be read, and for pickles, which are never loaded.
    """
    if not isinstance(source, str | Path):
        return {"": _given(source, name)}
    path = regular(Path(source), name)
    if path.is_dir():
        return joined(path, name, opened)
    try:
        with path.open("rb") as file:
            start = file.read(8)
            file.seek(0)
            if start.startswith(npy.MAGIC_PREFIX):
                return {"": _stored(path, file, name, 0, path.stat().st_size)}
            if path.suffix == ".safetensors":
                return dict(tensors(path, file, name))
            if zipfile.is_zipfile(file):
                return _members(path, file, name)
    except DAMAGES as error:
        raise InputError(f"{name}: {path} is damaged: {error}") from error
    except OSError as error:
        raise InputError(f"{name}: cannot read {path}: {error.strerror or error}") from error
    what = PICKLE if start[:1] == b"\x80" else "no array that NumPy has saved"
    what = "empty" if not start else "cut short" if start.startswith(b"PK\x03\x04") else what
    raise InputError(f"{name}: {path} is {what}; {SAVE}")


def _given(source: Any, name: str) -> NDArray[Any]:
    """An array that was given as such, or what can be made one. Raises InputError."""
    if source is None or isinstance(source, dict):
        what = "None" if source is None else f"a dict of {', '.join(map(str, source)) or 'nothing'}: give one of these"
        raise InputError(f"{name}: expected a file or an array, got {what}")
    try:
        array = np.asarray(source)
    except ValueError as error:
        raise InputError(f"{name}: the rows differ in length") from error
    except (RuntimeError, TypeError) as error:  # a tensor with a gradient, on a device, or of a type NumPy lacks
        raise InputError(f"{name}: {said(error)}; give tensor.detach().float().cpu().numpy()") from error
    _plain(array.dtype, name)
    return array


def regular(path: Path, name: str) -> Path:
    """A path to be read. Raises InputError for a pipe or a device, which may have nothing to say, or no end."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise InputError(f"{name}: {path} is a pipe or a device; save what it has to say in a file")
    return path


def _members(path: Path, file: BinaryIO, name: str) -> dict[str, NDArray[Any] | Stored]:
    """The arrays of an .npz: left there where it is not compressed, in memory where it is and they are small."""
    found: dict[str, NDArray[Any] | Stored] = {}
    with zipfile.ZipFile(file) as archive:
        if any(member.filename.endswith("/data.pkl") for member in archive.infolist()):
            raise InputError(f"{name}: {path} is torch's and {PICKLE}; {SAVE}")
        for member in archive.infolist():
            key = member.filename.removesuffix(".npy")
            if member.compress_type == zipfile.ZIP_STORED:
                file.seek(member.header_offset + 26)
                lengths = np.frombuffer(file.read(4), dtype="<u2")
                start = member.header_offset + 30 + int(lengths.sum())
                found[key] = _stored(path, file, f"{name}: {key}", start, start + member.file_size)
            elif member.file_size > UNPACKED:
                raise InputError(
                    f"{name}: {key} is compressed and has {member.file_size:,} bytes; save it with numpy.savez"
                )
            else:
                content = archive.read(member)
                dtype, shape, fortran, offset = _header(BytesIO(content), f"{name}: {key}", path)
                _enough(offset + prod(shape) * dtype.itemsize, len(content), f"{name}: {key}", path)
                array = np.frombuffer(content, dtype, prod(shape), offset)
                found[key] = array.reshape(shape, order="F" if fortran else "C")
    return found


def _stored(path: Path, file: BinaryIO, name: str, offset: int, end: int) -> NDArray[Any] | Stored:
    file.seek(offset)
    dtype, shape, fortran, data = _header(file, name, path)
    _enough(data - offset + prod(shape) * dtype.itemsize, end - offset, name, path)
    if 0 in shape:
        return np.empty(shape, dtype)
    return Stored(path, name, dtype, shape, fortran, data)


def _enough(needed: int, there: int, name: str, path: Path) -> None:
    if there < needed:
        raise InputError(f"{name}: {path} is cut short: its header promises {needed:,} bytes, and it has {there:,}")


def _header(file: BinaryIO | BytesIO, name: str, path: Path) -> tuple[np.dtype[Any], tuple[int, ...], bool, int]:
    """dtype, shape, whether in Fortran's order, and where the data begin."""
    try:
        version = npy.read_magic(file)
        shape, fortran, dtype = (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    except (ValueError, SyntaxError, TokenError, OverflowError) as error:
        raise InputError(f"{name}: {path} is no array that NumPy has saved") from error
    if any(size < 0 for size in shape):
        raise InputError(f"{name}: {path} is no array that NumPy has saved: its header has shape {shape}")
    _plain(dtype, name)
    return dtype, shape, fortran, file.tell()


def _plain(dtype: np.dtype[Any], name: str) -> None:
    if dtype.kind == "V" and dtype.names is None and dtype.name.startswith("void"):
        what = "bfloat16, float8 and other types that it does not know"
        raise InputError(
            f"{name}: has dtype {dtype.str}, as NumPy saves {what}; save it as float32, or as .safetensors"
        )
    if dtype.hasobject:
        raise InputError(f"{name}: an array of objects is a pickle, which is never loaded; save numbers")


def only(arrays: dict[str, NDArray[Any] | Stored], name: str, but: Iterable[str]) -> NDArray[Any] | Stored:
    """The one array that there is, beside those of known names."""
    rest = {key: array for key, array in arrays.items() if key not in but}
    if len(rest) != 1:
        there = ", ".join(rest) or "none"
        also = f", beside {' or '.join(but)}" if but else ""
        raise InputError(f"{name}: needs one array{also}, and has {there}")
    return next(iter(rest.values()))
