"""Finite products as bit sets: a set of cells is one Python integer, so a million cells are one machine-speed operation."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cached_property


@dataclasses.dataclass(frozen=True)
class Product:
    """The Cartesian product of named axes; bit `i` of a set stands for the cell with number `i`.

    Attributes:
        sizes: axis → number of coordinates; the first axis varies fastest.
    """

    sizes: Mapping[str, int]

    @cached_property
    def total(self) -> int:
        """Number of cells."""
        total = 1
        for size in self.sizes.values():
            total *= size
        return total

    @cached_property
    def everything(self) -> int:
        """The set of all cells."""
        return (1 << self.total) - 1

    @cached_property
    def _strides(self) -> Mapping[str, int]:
        strides, stride = {}, 1
        for axis, size in self.sizes.items():
            strides[axis] = stride
            stride *= size
        return strides

    def where(self, axis: str, coordinates: Iterable[int]) -> int:
        """Return the cells whose coordinate on `axis` is one of `coordinates`."""
        stride = self._strides[axis]
        run, cells = (1 << stride) - 1, 0
        for coordinate in coordinates:
            cells |= run << (coordinate * stride)
        width = stride * self.sizes[axis]
        while width < self.total:  # the pattern repeats: double it until the product is full
            step = min(width, self.total - width)
            cells |= (cells & ((1 << step) - 1)) << width
            width += step
        return cells

    def coordinates(self, cell: int) -> Mapping[str, int]:
        """Return the coordinates of the cell with this number."""
        return {axis: cell // self._strides[axis] % size for axis, size in self.sizes.items()}


def first(cells: int) -> int:
    """Return the number of the first cell of a set that is not empty."""
    return (cells & -cells).bit_length() - 1
