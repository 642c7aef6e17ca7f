"""Linear algebra in one order of operations, and what chooses that order.

A sum over several threads adds its parts in another order than over one, and so has other last bits. OpenBLAS also has
kernels of its own for each kind of processor.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@contextmanager
def one_thread() -> Iterator[None]:
    """One thread for the libraries that are loaded, and for those that will be, for as long as this lasts."""
    before = {name: os.environ.get(name) for name in VARIABLES}
    os.environ.update(dict.fromkeys(VARIABLES, "1"))
    try:
        with _libraries(len(sys.modules)).limit(limits=1):
            yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@lru_cache(maxsize=1)
def _libraries(modules: int) -> ThreadpoolController:  # noqa: ARG001 - new modules may bring new libraries
    """What of this process sums over threads: looked for again when more modules are loaded."""
    from threadpoolctl import ThreadpoolController  # noqa: PLC0415 - a run from the ledger has no need of it

    return ThreadpoolController()


def kernel() -> str:
    """The kernels that linear algebra has chosen, such as "SkylakeX"; "" where it does not say."""
    import numpy  # noqa: F401, PLC0415 - loads its library
    from threadpoolctl import threadpool_info  # noqa: PLC0415

    return next((i["architecture"] for i in threadpool_info() if "architecture" in i), "")
