"""Messages between the step and its children."""

import io

import numpy as np

from workers.pose_extract.frame import Upright
from workers.pose_extract.messages import Setup, message_of, plan_of, request_of, seen_of, setup_of
from workers.pose_extract.plan import Plan, Seen
from workers.pose_extract.region import Person, Region
from workers.pose_extract.take import Take
from workers.pose_extract.wire import Message, receive, send


def through(message):
    pipe = io.BytesIO()
    send(pipe, message)
    pipe.seek(0)
    return receive(pipe)


def test_messages_follow_each_other_on_one_pipe():
    pipe = io.BytesIO()
    send(pipe, Message("progress", {"done": 3}))
    send(pipe, Message("seen", {}, {"places": np.arange(5)}))
    pipe.seek(0)
    assert receive(pipe) == Message("progress", {"done": 3}, {})
    assert receive(pipe).arrays["places"].tolist() == [0, 1, 2, 3, 4]
    assert receive(pipe) is None


def test_a_message_cut_short_is_no_message():
    pipe = io.BytesIO()
    send(pipe, Message("seen", {}, {"places": np.arange(5)}))
    for kept in (0, 3, 20, len(pipe.getvalue()) - 1):
        assert receive(io.BytesIO(pipe.getvalue()[:kept])) is None


def test_a_plan_arrives_as_it_was():
    plan = Plan(3, np.arange(9) * 512, frozenset({3, 9}), 4, 8, {3: Region(1.5, 2.0, 3.0, -0.1), 9: None})
    arrived = plan_of(through(request_of(plan)))
    assert (arrived.start, arrived.first, arrived.last) == (3, 4, 8)
    assert arrived.pts.tolist() == plan.pts.tolist()
    assert (arrived.sightings, arrived.chosen) == (plan.sightings, plan.chosen)


def test_what_was_seen_arrives_to_the_bit():
    random = np.random.default_rng(1)
    image, world = random.normal(size=(2, 33, 4)), random.normal(size=(2, 33, 3))
    people = {4: [Person(Region(0.1, 0.2, 0.3, 0.4), 0.5)], 7: []}
    seen = Seen(np.array([4, 5]), image.astype(np.float32), world.astype(np.float32), people)
    arrived = seen_of(through(message_of(seen)))
    assert arrived.people == people
    assert np.array_equal(arrived.places, seen.places)
    assert np.array_equal(arrived.image, seen.image)
    assert np.array_equal(arrived.world, seen.world)


def test_the_set_up_arrives_as_it_was(tmp_path):
    take = Take(tmp_path / "take", "mov", 1, 999)
    setup = Setup(take, Upright(2, 3, 90), "fast", "lite", tmp_path / "models", 10**9)
    assert setup_of(through(Message("setup", setup.facts())).facts) == setup
