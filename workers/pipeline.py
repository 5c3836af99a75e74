"""Who does each step of the table in `cms.pipeline`: its name is the name of its folder here.

A step is imported when it is run, so that compiling a routine does not wait for a pose engine to load.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from cms.pipeline import PIPELINE, Step
from workers.step import StepRefusedError, Work

STEPS: Mapping[str, Step] = {step.name: step for step in PIPELINE}


@dataclass(frozen=True)
class Bound:
    """A step of the table with its code and the parameters it was given, both checked."""

    step: Step
    run: Callable[[Work, Any], None]
    params: Any


def bind(name: str, params: Mapping[str, Any]) -> Bound:
    """Load the code of a step. Raises StepRefusedError for a name or parameter that there is not."""
    if name not in STEPS:
        raise StepRefusedError(
            f"There is no step '{name}'; the steps are {', '.join(STEPS)}.", code="parameter-unusable"
        )
    module = importlib.import_module(f"workers.{name}")
    try:
        checked = TypeAdapter(module.Params, config=None).validate_python(dict(params))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "parameters"
        sentence = f"Step '{name}' cannot take {where}: {first['msg']}."
        raise StepRefusedError(sentence, str(error), code="parameter-unusable") from error
    unknown = sorted(set(params) - set(TypeAdapter(module.Params).dump_python(checked)))
    if unknown:
        raise StepRefusedError(f"Step '{name}' has no parameter '{unknown[0]}'.", code="parameter-unusable")
    return Bound(STEPS[name], module.run, checked)
