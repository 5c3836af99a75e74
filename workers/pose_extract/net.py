"""A tflite net on one thread: an RGB patch in, arrays out. Must not know what the numbers mean."""

from typing import Any

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray


class Net:
    """One loaded net. Not shared between threads; its outputs are overwritten by the next call."""

    def __init__(self, content: bytes) -> None:
        # One thread: a second one costs 12 to 25 % more CPU for the same frames.
        self._interpreter: Any = Interpreter(model_content=content, num_threads=1)
        self._interpreter.allocate_tensors()
        taken = self._interpreter.get_input_details()[0]
        self._input: int = taken["index"]
        self._outputs: list[int] = [d["index"] for d in self._interpreter.get_output_details()]
        #: Side of the square patch that it takes, pixels.
        self.size = int(taken["shape"][1])

    def __call__(self, patch: NDArray[np.uint8], scale: float, offset: float) -> list[NDArray[np.float32]]:
        """Outputs for `patch * scale + offset`, each without its batch axis, in the model's own order."""
        taken = self._interpreter.tensor(self._input)()
        np.multiply(patch, np.float32(scale), out=taken[0])
        if offset:
            np.add(taken[0], np.float32(offset), out=taken[0])
        del taken  # the interpreter refuses to run while a view of its memory is held
        self._interpreter.invoke()
        return [np.array(self._interpreter.tensor(index)()[0]) for index in self._outputs]
