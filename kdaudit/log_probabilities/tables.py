"""Log-probabilities as arrays: .npz, .npy, .safetensors, lists in parquet, or given as such; a part at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kdaudit.inputs.arrays import Source, opened
from kdaudit.inputs.stored import Stored, part
from kdaudit.log_probabilities.block import Rows
from kdaudit.log_probabilities.formats import refuse_packed
from numerics.simplex import InputError

STEP = 2**19  # entries at a time
SIZES = ("V", "vocab", "vocab_size", "classes")
Arrays = Mapping[str, Any]
PARQUET = b"PAR1"


class Tables:
    """Arrays of log-probabilities, shape (..., k), and of ids of the same shape where there are any.

    Attributes
    ----------
    classes : int or None
        V, where a number in the file says so.
    whole : bool
        Whether no ids are given, so that a column is a class.
    """

    def __init__(self, source: Source | Arrays, name: str) -> None:
        found = dict(source) if isinstance(source, Mapping) else opened(source, name)
        refuse_packed(list(found), name)
        arrays = {key: value if isinstance(value, Stored) else np.asarray(value) for key, value in found.items()}
        sizes = [key for key, value in arrays.items() if value.ndim == 0 and key in SIZES]
        self.classes = int(np.asarray(arrays[sizes[0]])) if sizes else None
        logs = {key: value for key, value in arrays.items() if value.ndim and _is_float(value.dtype)}
        ids = {key: value for key, value in arrays.items() if value.ndim and value.dtype.kind in "iu"}
        if len(logs) != 1 or len(ids) > 1:
            there = ", ".join(f"{key or 'an array'} of {value.dtype}" for key, value in arrays.items()) or "nothing"
            raise InputError(f"{name}: needs one array of log-probabilities, and one of ids at most; it has {there}")
        (self._logs,), self._ids = logs.values(), next(iter(ids.values()), None)
        if self._ids is not None and self._ids.shape != self._logs.shape:
            raise InputError(f"{name}: log-probabilities have shape {self._logs.shape}, and ids {self._ids.shape}")
        if self._logs.ndim < 2 or not self._logs.size:
            raise InputError(f"{name}: expected log-probabilities of shape (positions, k), got {self._logs.shape}")
        self.whole, self.dtype = self._ids is None, self._logs.dtype

    def blocks(self) -> Iterator[Rows]:
        """The rows, a part at a time."""
        k, each = self._logs.shape[-1], int(np.prod(self._logs.shape[1:-1]))
        step = max(1, STEP // (k * each))
        for start in range(0, self._logs.shape[0], step):
            stop = min(start + step, self._logs.shape[0])
            logs = np.array(part(self._logs, start, stop, 0), dtype=np.float64).reshape(-1, k)  # a copy
            ids = None
            if self._ids is not None:
                ids = np.asarray(part(self._ids, start, stop, 0), dtype=np.int64).reshape(-1, k)
                logs[ids < 0] = -np.inf  # what fills rows up
            yield Rows(logs, ids, np.zeros(len(logs), np.int64), np.zeros(logs.shape, dtype=bool))


def _is_float(dtype: np.dtype[Any]) -> bool:
    return dtype.kind == "f" or dtype.name == "bfloat16"


class Parquet:
    """Columns of lists in parquet: one of log-probabilities, and one of ids."""

    classes, whole = None, False

    def __init__(self, path: Path, name: str) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ImportError as error:
            raise InputError(f"{name}: {path} is parquet; pip install pyarrow reads it") from error
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{name}: {path} is damaged: {str(error).splitlines()[0]}") from error
        self._name, schema = name, self._file.schema_arrow
        refuse_packed(schema.names, name)

        def lists(of: Any) -> list[str]:
            return [field.name for field in schema if _is_list(pa, field.type) and of(field.type.value_type)]

        self._logs, self._ids = lists(pa.types.is_floating), lists(pa.types.is_integer)
        if len(self._logs) != 1 or len(self._ids) > 1:
            there = ", ".join(f"{field.name} of {field.type}" for field in schema)
            raise InputError(
                f"{name}: needs one column of lists of log-probabilities, and one of ids at most; it has {there}"
            )
        self.whole = not self._ids
        kinds = {"halffloat": "float16", "float": "float32"}
        self.dtype = np.dtype(kinds.get(str(schema.field(self._logs[0]).type.value_type), "float64"))

    def blocks(self) -> Iterator[Rows]:
        """The rows, a part at a time."""
        for batch in self._file.iter_batches(2**14, columns=[*self._logs, *self._ids]):
            logs, there = _filled(batch.column(self._logs[0]), -np.inf, np.float64)
            null = np.isnan(logs) & there
            ids = None
            if self._ids:
                ids, named = _filled(batch.column(self._ids[0]), -1, np.int64)
                if (named.sum(axis=1) != there.sum(axis=1)).any():
                    raise InputError(f"{self._name}: a row has another number of ids than of log-probabilities")
            yield Rows(logs, ids, np.zeros(len(logs), np.int64), null)


def _is_list(pa: Any, kind: Any) -> bool:
    return pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind)


def _filled(column: Any, fill: float, dtype: Any) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Lists of a column as rows, filled up; null becomes NaN."""
    lengths = np.asarray(column.value_lengths().fill_null(0) if column.null_count else column.value_lengths())
    there = np.arange(max(int(lengths.max(initial=0)), 1)) < lengths[:, None]
    flat = column.flatten()
    if flat.null_count:
        flat = flat.cast("float64")
    found = np.full(there.shape, fill, dtype)
    found[there] = np.asarray(flat.to_numpy(zero_copy_only=False), dtype=dtype)
    return found, there
