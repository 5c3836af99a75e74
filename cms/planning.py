"""From the table of the pipeline to the steps of one build: who reads whose output, under which keys.

Decides nothing about how they go on: that is `cms.builds`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cms.errors import InvalidError
from cms.models import Step as Row
from cms.pipeline import PIPELINE, Step, output_key
from cms.settings import Settings

Params = Mapping[str, Mapping[str, Any]]
#: More shards than this are more than anybody has workers.
MOST_SHARDS = 32
_SHARES = {step.eases: step for step in PIPELINE if step.eases}


def with_usual_params(asked: Params, settings: Settings) -> dict[str, dict[str, Any]]:
    """The parameters that were asked for, and for each that was not the one of the settings."""
    usual: dict[str, dict[str, Any]] = {"pose_extract": {"model": settings.pose_model}}
    if settings.pose_shards > 1:
        usual["pose_scan"] = {"of": settings.pose_shards, "shard_s": settings.pose_shard_s}
    return {step: {**usual.get(step, {}), **asked.get(step, {})} for step in {**usual, **asked}}


def check(params: Params) -> None:
    """Raise InvalidError where `params` names no step of the pipeline, or gives a parameter a value that it
    does not take.
    """
    unknown = sorted(set(params) - {step.name for step in PIPELINE})
    if unknown:
        names = ", ".join(step.name for step in PIPELINE)
        raise InvalidError(f"There is no step '{unknown[0]}'; the steps are {names}.")
    for step in PIPELINE:
        given = params.get(step.name, {})
        if step.eases:
            _check_split(step, given)
        for name, value in given.items():
            possible = step.choices.get(name, ())
            if possible and value not in possible:
                raise InvalidError(
                    f"Step '{step.name}' has no {name} '{value}'; choose {', '.join(possible)}."
                )


def decisive(params: Params) -> Params:
    """Those that decide what a build writes: how its work is split does not."""
    return {name: given for name, given in params.items() if name not in {s.name for s in _SHARES.values()}}


def plan(inputs: Mapping[str, str], params: Params, is_there: Callable[[str], bool]) -> list[Row]:
    """A row for every step whose inputs are or will be there; none for one whose outputs were given.

    Args:
        inputs: given name -> sha256.
        params: checked ones, step -> parameters.
        is_there: whether there is an output under this key; its work is not split any more.
    """
    known = dict(inputs)
    rows: list[Row] = []
    for step in PIPELINE:
        given_already = all(name in inputs for name in step.writes)
        if step.eases or given_already or not all(name in known for name in step.reads):
            continue
        reads = [*step.reads, *(name for name in step.optional if name in known)]
        taken = {name: known[name] for name in reads}
        given = dict(params.get(step.name, {}))
        key = output_key(step, given, taken)
        known.update(dict.fromkeys(step.writes, key))
        shards = [] if is_there(key) else list(_shards(step, given, taken, params))
        rows += shards
        eased = {f"{_SHARES[step.name].writes[0]}{row.params['shard']}.npz": row.key for row in shards}
        rows.append(_row(step, key, given, taken | eased))
    for position, row in enumerate(rows):
        row.position = position
    return rows


def _shards(step: Step, given: Mapping[str, Any], taken: Mapping[str, str], params: Params) -> Iterator[Row]:
    """The rows that take a share of a step's work, where the build asks for more than one."""
    share = _SHARES.get(step.name)
    split = params.get(share.name, {}) if share else {}
    if share is None or split.get("of", 1) < 2:
        return
    same = {name: given[name] for name in share.choices if name in given}
    for number in range(1, split["of"] + 1):
        mine = {**same, **split, "shard": number}
        yield _row(share, output_key(share, mine, taken), mine, taken)


def _row(step: Step, key: str, given: Mapping[str, Any], taken: Mapping[str, str]) -> Row:
    return Row(name=step.name, queue=step.queue, key=key, params=dict(given), inputs=dict(taken))


def _check_split(step: Step, given: Mapping[str, Any]) -> None:
    wrong = sorted(set(given) - {"of", "shard_s"})
    if wrong:
        raise InvalidError(
            f"Step '{step.name}' is given only `of` and `shard_s`; the rest follows from '{step.eases}'."
        )
    of, shard_s = given.get("of", 1), given.get("shard_s", 1.0)
    if not isinstance(of, int) or isinstance(of, bool) or not 1 <= of <= MOST_SHARDS:
        raise InvalidError(f"{step.name}.of must be a whole number from 1 to {MOST_SHARDS}.")
    if not isinstance(shard_s, (int, float)) or isinstance(shard_s, bool) or shard_s <= 0:
        raise InvalidError(f"{step.name}.shard_s must be seconds above 0.")
