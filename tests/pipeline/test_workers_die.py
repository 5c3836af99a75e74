"""What is killed, doubled or lost on the way changes how long a build takes, and nothing else."""

import time
from collections import Counter

import pytest
import redis
from clips import ShortClass
from plant import Plant, clock_wrong_by, make_class

from cms import builds
from cms.models import Build
from cms.pipeline import PIPELINE

#: Of a build that is not split.
STEPS = sum(not step.eases for step in PIPELINE)


def test_a_worker_killed_in_the_middle_costs_time_and_nothing_else(plant: Plant, short: ShortClass) -> None:
    first = plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    plant.until(lambda: any(step.state == "running" for step in plant.look(build_id).steps[1:]))
    first.kill()
    first.wait()
    killed = {step.name for step in plant.look(build_id).steps if step.state == "running"}
    plant.start_worker()
    build = plant.wait(build_id)
    assert (build.state, {step.state for step in build.steps}) == ("done", {"done"})
    assert {step.name for step in build.steps if step.attempt > 1} == killed
    assert not list((plant.house.settings.data / "work").glob("package-*"))


def test_two_workers_and_doubled_messages_do_every_step_once(plant: Plant, short: ShortClass) -> None:
    """One of them an hour behind the other, where the database has a clock of its own."""
    apart = plant.house.engine.dialect.name == "postgresql"
    plant.start_worker(**clock_wrong_by(-1) if apart else {})
    plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build = plant.wait(plant.build(class_id, hint=5))
    assert build.state == "done"
    assert Counter(step.attempt for step in build.steps) == {1: STEPS}


def test_a_broker_that_forgot_everything_costs_a_sweep(plant: Plant, short: ShortClass) -> None:
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    socket = plant.house.settings.broker_url.removeprefix("redis+socket://")
    assert redis.Redis(unix_socket_path=socket).dbsize() > 0
    redis.Redis(unix_socket_path=socket).flushall()
    plant.start_worker()
    assert plant.wait(build_id).state == "done"


def test_a_broker_that_is_gone_for_good_costs_some_seconds(plant: Plant, short: ShortClass) -> None:
    plant.stop_broker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    plant.start_worker()
    plant.start_worker()
    build = plant.wait(build_id)
    assert (build.state, Counter(step.attempt for step in build.steps)) == ("done", Counter({1: STEPS}))


def test_a_worker_that_is_asked_to_end_gives_its_steps_back_broker_or_not(
    plant: Plant, short: ShortClass
) -> None:
    plant.stop_broker()
    worker = plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    plant.until(lambda: any(step.state == "running" for step in plant.look(build_id).steps[1:]))
    worker.terminate()
    assert worker.wait(60) == 0
    steps = plant.look(build_id).steps
    assert {step.state for step in steps} <= {"done", "ready", "waiting"}
    assert {step.attempt for step in steps if step.state != "done"} == {0}


@pytest.mark.parametrize("plant", ["embedded"], indirect=True)
def test_a_worker_that_has_done_enough_ends_and_loses_nothing(plant: Plant, short: ShortClass) -> None:
    plant.environment["EIGHTCOUNT_WORKER_MAX_STEPS"] = "4"
    first = plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    plant.until(lambda: first.poll() is not None)
    assert first.returncode == 0
    while plant.look(build_id).state == "running":
        ended = plant.start_worker().poll
        plant.until(lambda ended=ended: ended() is not None or plant.look(build_id).state != "running")
    build = plant.look(build_id)
    assert (build.state, Counter(step.attempt for step in build.steps)) == ("done", Counter({1: STEPS}))


def test_a_database_that_is_away_for_a_while_costs_no_work(plant: Plant, short: ShortClass) -> None:
    plant.environment["EIGHTCOUNT_LEASE_S"] = "60"
    plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    plant.until(lambda: any(step.state == "running" for step in plant.look(build_id).steps[1:]))
    with plant.database_away():
        time.sleep(4.0)  # several renewals and sweeps fail
    build = plant.wait(build_id)
    assert build.state == "done"
    assert Counter(step.attempt for step in build.steps) == {1: STEPS}


def test_an_aborted_build_stops_its_children_and_can_be_taken_up_again(
    plant: Plant, short: ShortClass
) -> None:
    plant.start_worker()
    class_id = plant.change(lambda session: make_class(session, plant.house, short))
    build_id = plant.build(class_id)
    plant.until(lambda: any(step.state == "running" for step in plant.look(build_id).steps[1:]))
    plant.change(lambda session: builds.abort(session, session.get_one(Build, build_id)))
    plant.until(lambda: not list((plant.house.settings.data / "work").iterdir()))
    plant.change(lambda session: builds.retry(session, session.get_one(Build, build_id)))
    assert plant.wait(build_id).state == "done"
