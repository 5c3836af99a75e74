"""kill -9 of workers, and of the processes of steps, at random moments of real builds."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from plant import broker_of, running_plant

from tests.torture.conftest import Figure
from tests.torture.mill import (
    Mill,
    Trouble,
    add_classes,
    check,
    cut_takes,
    kill_child,
    kill_worker,
    milling,
    redone,
)

#: Of one engine: 120 workers and 30 children are 150 kills; two engines make 300.
WORKERS, CHILDREN = 120, 30
#: Steps that are done for each kill: there must be work for the share that is done again to mean anything.
STEPS_A_KILL = 4.0
#: The settings' own: a silent worker has lost its step after these, and somebody looks every so often.
LEASE_S, SWEEP_S = 20.0, 5.0
MOST_REDONE = 1.5
MOST_BACK_S = 30.0


@pytest.mark.parametrize("engine_name", ["sqlite", "postgres"])
def test_whoever_is_killed_every_build_ends_and_is_published_once(
    engine_name: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    dice: random.Random,
    times: Callable[[int], int],
    figure: Figure,
) -> None:
    kills, children = times(WORKERS), times(CHILDREN)
    classes = max(2, (kills + children) // 10)
    takes = cut_takes(tmp_path, max(1, classes * 2 // 3))
    url, broker = request.getfixturevalue(f"{engine_name}_url"), broker_of(engine_name)
    # So many kills hit one step more often than three times; that it is then given up is tested elsewhere.
    with running_plant(url, broker, tmp_path, lease_s=LEASE_S, sweep_s=SWEEP_S, attempts=100) as plant:
        with milling(Mill(plant, dice, [{}] * 3)) as mill:  # two steps at once each: some room to take over
            add_classes(mill, takes, classes, rounds=2)
            a_worker, a_child = (STEPS_A_KILL * (kills + children) / each for each in (kills, children))
            mill.run(4, [Trouble(kills, a_worker, kill_worker), Trouble(children, a_child, kill_child)])
        figure("killed", f"{kills} workers and {children} processes of steps, with -9")
        check(mill, figure)
        assert redone(mill) <= MOST_REDONE
        assert max(mill.back_s["worker"]) <= MOST_BACK_S
