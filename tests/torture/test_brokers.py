"""While real builds run: messages doubled and dropped, broker emptied, database restarted, workers frozen."""

import random
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import postgres
import pytest
import redis
from plant import Plant, broker_of, running_plant

from cms.migrate import migrate
from tests.torture.conftest import Figure
from tests.torture.leaky import Leaky
from tests.torture.mill import (
    Mill,
    Trouble,
    add_classes,
    check,
    cut_takes,
    freeze_worker,
    milling,
    redone,
)

WIPES, RESTARTS, FREEZES = 30, 20, 6
FROZEN_S = 60.0
MOST_REDONE = 1.5
MOST_BACK_S = 30.0

Times = Callable[[int], int]


def wipe(mill: Mill) -> bool:
    """The broker forgets all queues, and what was delivered and not acknowledged."""
    socket = mill.plant.house.settings.broker_url.removeprefix("redis+socket://")
    with redis.Redis(unix_socket_path=socket) as broker:
        broker.flushall()
    return True


def leak(plant: Plant, dice: random.Random) -> dict[str, str]:
    """From now on messages come twice or not at all; what workers are started with for that."""
    plant.house = replace(plant.house, queue=Leaky(plant.house.queue, dice))
    return {"app": "tests.torture.leaky_worker:celery"}


@pytest.mark.parametrize("engine_name", ["sqlite", "postgres"])
def test_messages_that_are_doubled_dropped_and_wiped_cost_time_and_nothing_else(
    engine_name: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    dice: random.Random,
    times: Times,
    figure: Figure,
) -> None:
    wipes = times(WIPES)
    url, broker = request.getfixturevalue(f"{engine_name}_url"), broker_of(engine_name)
    with running_plant(url, broker, tmp_path) as plant:
        worker = leak(plant, dice) | {"steps_at_once": 1}
        with milling(Mill(plant, dice, [worker] * 3)) as mill:
            add_classes(mill, cut_takes(tmp_path, 3), 4, rounds=2)
            mill.run(4, [Trouble(wipes, 3.0, wipe)])
        figure("broker wiped", f"{wipes} times, a tenth of all messages dropped, the others sent twice")
        check(mill, figure)
        assert redone(mill) == 1.0


def test_a_database_that_is_restarted_costs_time_and_nothing_else(
    tmp_path: Path, dice: random.Random, times: Times, figure: Figure
) -> None:
    restarts = times(RESTARTS)
    with postgres.serving(postgres.DURABLE) as server:
        postgres.execute(server.url, "CREATE DATABASE house")
        url = postgres.named(server.url, "house")
        migrate(url)

        def restart(_mill: Mill) -> bool:
            server.restart(dice.choice([signal.SIGINT, signal.SIGQUIT]))
            return True

        with running_plant(url, broker_of("postgres"), tmp_path) as plant:
            with milling(Mill(plant, dice, [{"steps_at_once": 1}] * 3)) as mill:
                add_classes(mill, cut_takes(tmp_path, 3), 4, rounds=2)
                mill.run(4, [Trouble(restarts, 4.0, restart)])
            figure("database restarted", f"{restarts} times, half of them as a crash")
            check(mill, figure)
            assert redone(mill) <= MOST_REDONE


def test_workers_that_freeze_longer_than_their_lease_cost_time_and_nothing_else(
    postgres_url: str, tmp_path: Path, dice: random.Random, times: Times, figure: Figure
) -> None:
    freezes = times(FREEZES)
    with running_plant(postgres_url, broker_of("postgres"), tmp_path) as plant:
        with milling(Mill(plant, dice, [{}] * 3)) as mill:
            add_classes(mill, cut_takes(tmp_path, 3), 4, rounds=2)
            mill.run(3, [Trouble(freezes, 5.0, freeze_worker(FROZEN_S))])
        figure("workers frozen", f"{freezes} times for {FROZEN_S:g} s")
        check(mill, figure)
        assert redone(mill) <= MOST_REDONE
        assert max(mill.back_s["frozen"]) <= MOST_BACK_S


def test_a_step_that_outlives_the_visibility_timeout_is_delivered_twice_and_done_once(
    tmp_path: Path, postgres_url: str, dice: random.Random, figure: Figure
) -> None:
    with running_plant(postgres_url, broker_of("postgres"), tmp_path) as plant:
        worker = {"app": "tests.torture.hasty_worker:celery"}
        with milling(Mill(plant, dice, [worker] * 2)) as mill:
            add_classes(mill, cut_takes(tmp_path, 2), 2, rounds=1)
            mill.run(2, [])
        logs = "".join(log.read_text() for log in plant.house.settings.data.glob("worker-*.log"))
        check(mill, figure)
        assert redone(mill) == 1.0
        came, sent = logs.count("a message came"), mill.done
        figure("messages that came", f"{came} for {sent} steps")
        assert came > sent
