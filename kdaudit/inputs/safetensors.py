"""Tensors in .safetensors files: eight bytes that say how long the header is, the header in JSON, then the numbers.

They are read here, a part at a time, and not by the library of that name, which maps the file: of a mapped file that is
cut short meanwhile the process would die. bfloat16 is NumPy's through ml_dtypes.
"""

from __future__ import annotations

import json
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import ml_dtypes
import numpy as np

from kdaudit.inputs.stored import Stored
from numerics.simplex import InputError

LONGEST = 10**8  # bytes of a header, as the format has it
DTYPES: dict[str, Any] = {
    **{f"F{bits}": np.dtype(f"<f{bits // 8}") for bits in (16, 32, 64)},
    **{f"I{bits}": np.dtype(f"<i{bits // 8}") for bits in (8, 16, 32, 64)},
    **{f"U{bits}": np.dtype(f"<u{bits // 8}") for bits in (8, 16, 32, 64)},
    "BF16": np.dtype(ml_dtypes.bfloat16),
}


def tensors(path: Path, file: BinaryIO, name: str) -> dict[str, Stored]:
    """The tensors of a file, left there. Raises InputError."""
    size = path.stat().st_size
    length = int.from_bytes(file.read(8), "little")
    if length > min(LONGEST, size - 8):
        raise InputError(f"{name}: {path} is no .safetensors file, or is cut short")
    try:
        header = json.loads(file.read(length))
        places = {key: value for key, value in header.items() if key != "__metadata__"}
        return {key: _tensor(path, f"{name}: {key}", value, 8 + length, size) for key, value in places.items()}
    except InputError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise InputError(
            f"{name}: {path} is no .safetensors file: its header is not what the format asks for"
        ) from error


def _tensor(path: Path, name: str, told: dict[str, Any], start: int, size: int) -> Stored:
    dtype, shape, (first, last) = told["dtype"], tuple(told["shape"]), told["data_offsets"]
    if not all(type(number) is int for number in (*shape, first, last)):
        raise TypeError(shape)
    if dtype not in DTYPES:
        raise InputError(f"{name}: {path} has it in {dtype}; save it as F32, F16 or BF16")
    needed = prod(shape) * DTYPES[dtype].itemsize
    if min(shape, default=0) < 0 or first < 0 or last - first != needed:
        raise ValueError(shape)
    if start + last > size:
        raise InputError(
            f"{name}: {path} is cut short: its header promises {start + last:,} bytes, and it has {size:,}"
        )
    return Stored(path, name, DTYPES[dtype], shape, fortran=False, offset=start + first)
