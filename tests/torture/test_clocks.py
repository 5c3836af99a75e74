"""Workers whose clocks are an hour wrong, either way: leases are counted by the database's clock alone.

Not on SQLite: there the database's clock is that of the one machine on which everything runs.
"""

import random
from collections.abc import Callable
from pathlib import Path

from plant import broker_of, clock_wrong_by, running_plant

from tests.torture.conftest import Figure
from tests.torture.mill import Mill, Trouble, add_classes, check, cut_takes, kill_worker, milling, redone

KILLS = 20
MOST_REDONE = 1.5
MOST_BACK_S = 30.0


def test_workers_whose_clocks_are_wrong_by_an_hour_cost_nothing(
    postgres_url: str, tmp_path: Path, dice: random.Random, times: Callable[[int], int], figure: Figure
) -> None:
    kills = times(KILLS)
    with running_plant(postgres_url, broker_of("postgres"), tmp_path, attempts=100) as plant:
        workers = [{"steps_at_once": 1, **clock_wrong_by(hours)} for hours in (1, -1)] + [
            {"steps_at_once": 1}
        ]
        with milling(Mill(plant, dice, workers)) as mill:
            add_classes(mill, cut_takes(tmp_path, 3), 4, rounds=2)
            mill.run(4, [Trouble(kills, 3.0, kill_worker)])
        figure("workers", "one an hour ahead, one an hour behind, one right; killed at random moments")
        check(mill, figure)
        assert redone(mill) <= MOST_REDONE
        assert max(mill.back_s["worker"]) <= MOST_BACK_S
