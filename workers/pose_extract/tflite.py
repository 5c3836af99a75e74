"""Small changes to a tflite file: drop outputs that nobody reads, say how its input is normalised.

Bytes in, bytes out, the same for the same input. Must not know where the nets come from nor run them.
"""

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

_METADATA = b"TFLITE_METADATA"


def keep_outputs(model: bytes, kept: tuple[int, ...]) -> bytes:
    """The model with only the outputs at these places, and without the work that led to the others.

    A place may be named twice: a reader that insists on a number of outputs is then served by an alias.
    """
    tree = _parse(model)
    graph = tree.subgraphs[0]
    outputs = [graph.outputs[place] for place in kept]
    needed = _needed_operators(graph, outputs)
    graph.operators = [operator for index, operator in enumerate(graph.operators) if index in needed]
    graph.outputs = outputs
    _empty_unused_buffers(tree)
    return _pack(tree, b"TFL3")


def with_normalisation(model: bytes, mean: float, std: float) -> bytes:
    """The model with metadata that its input is an RGB picture, taken as `(value - mean) / std`."""
    tree = _parse(model)
    held = schema.BufferT()
    held.data = list(_input_metadata(mean, std))
    tree.buffers.append(held)
    entry = schema.MetadataT()
    entry.name, entry.buffer = _METADATA, len(tree.buffers) - 1
    tree.metadata = [*(tree.metadata or []), entry]
    return _pack(tree, b"TFL3")


def _parse(model: bytes) -> Any:
    return schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))


def _pack(tree: Any, identifier: bytes) -> bytes:
    builder = flatbuffers.Builder(0)
    builder.Finish(tree.Pack(builder), identifier)
    return bytes(builder.Output())


def _needed_operators(graph: Any, outputs: list[int]) -> set[int]:
    """Indices of the operators that the outputs rest on, found by walking back from them."""
    made_by = {tensor: index for index, operator in enumerate(graph.operators) for tensor in operator.outputs}
    needed: set[int] = set()
    waiting = list(outputs)
    while waiting:
        index = made_by.get(waiting.pop())
        if index is not None and index not in needed:
            needed.add(index)
            waiting += list(graph.operators[index].inputs)
    return needed


def _empty_unused_buffers(tree: Any) -> None:
    """Drop the weights that no remaining operator reads; their places stay, as others are named by place."""
    graph = tree.subgraphs[0]
    tensors = {t for operator in graph.operators for t in (*operator.inputs, *operator.outputs)}
    tensors |= {*graph.inputs, *graph.outputs}
    used = {graph.tensors[t].buffer for t in tensors} | {entry.buffer for entry in tree.metadata or []}
    for index, held in enumerate(tree.buffers):
        if index not in used:
            held.data = None


def _input_metadata(mean: float, std: float) -> bytes:
    metadata = _metadata_schema()
    normalisation = metadata.NormalizationOptionsT()
    normalisation.mean, normalisation.std = [mean], [std]
    unit = metadata.ProcessUnitT()
    unit.optionsType, unit.options = metadata.ProcessUnitOptions.NormalizationOptions, normalisation
    picture = metadata.ImagePropertiesT()
    picture.colorSpace = metadata.ColorSpaceType.RGB
    content = metadata.ContentT()
    content.contentPropertiesType, content.contentProperties = (
        metadata.ContentProperties.ImageProperties,
        picture,
    )
    tensor = metadata.TensorMetadataT()
    tensor.name, tensor.content, tensor.processUnits = "image", content, [unit]
    graph = metadata.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    root = metadata.ModelMetadataT()
    root.name, root.subgraphMetadata, root.minParserVersion = "pose", [graph], "1.0.0"
    return _pack(root, b"M001")


@cache
def _metadata_schema() -> ModuleType:
    """The metadata schema of mediapipe, read as a file: the package itself would load its native library."""
    package = importlib.util.find_spec("mediapipe")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError(
            "mediapipe is not installed; its metadata schema is needed to build the models"
        )
    path = Path(package.submodule_search_locations[0]) / "tasks/metadata/metadata_schema_py_generated.py"
    spec = importlib.util.spec_from_file_location("workers.pose_extract._metadata_schema", path)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(f"mediapipe holds no metadata schema at {path.name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
