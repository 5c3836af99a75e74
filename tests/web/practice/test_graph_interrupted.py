"""What comes between somebody and a dance, in a real Chromium: it pauses or ends with what was danced so far,
and says why. A branch that is slow or breaks keeps no other one waiting.
"""

from typing import Any

from practising import Dancing, Visit

#: Six steps: where a machine is busy the camera leaves out some pictures, and with them a step.
DANCED_S = 3.5
#: Poses that come to a scorer which scores none any more.
BEHIND = 5
UNSCORED = f"""() => {{
  const {{came, done}} = practice.theDance().stats().scoring;
  if (window.stood?.done !== done) window.stood = {{came, done}};
  return came - window.stood.came >= {BEHIND};
}}"""


#: The next worker that begins is the film's: while it does, something is done to the dance.
AS_FILM_BEGINS = """(what) => {
  const Begun = window.Worker;
  window.Worker = function (...given) {
    window.Worker = Begun;
    void practice.theDance()[what]();
    return new Begun(...given);
  };
  window.started = practice.theDance().start();
}"""
NO_FILMS = """async () => {
  const films = await (await navigator.storage.getDirectory()).getDirectoryHandle("films", {create: true});
  return (await Array.fromAsync(films.keys())).length === 0;
}"""
IS_LIT = """() => {
  const {overlay} = practice.stage;
  const {data} = overlay.getContext("2d").getImageData(0, 0, overlay.width, overlay.height);
  return data.some((value) => value > 0);
}"""
#: Pauses in the very moment in which a limb is lit.
PAUSE_WHEN_LIT = f"""async () => {{
  while (!({IS_LIT})()) await new Promise(requestAnimationFrame);
  practice.theDance().pause();
  return ({IS_LIT})();
}}"""


def dance_a_while(visit: Visit, until_s: float = DANCED_S) -> None:
    visit.page.evaluate("practice.theDance().start()")
    visit.until(f"practice.stage.video.currentTime > {until_s}")


def told(visit: Visit) -> list[tuple[str, str | None]]:
    """What was told, but for poses and scores."""
    every = visit.page.evaluate("practice.told")
    return [(each["kind"], each["why"]) for each in every if each["kind"] not in ("pose", "scored")]


def end(visit: Visit) -> Any:
    visit.page.evaluate("() => { void practice.theDance().end() }")
    return visit.page.evaluate("practice.ended()")


def test_a_hidden_tab_pauses_and_goes_on_some_steps_before(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin(record=True)
        dance_a_while(visit)
        visit.page.evaluate("practice.hide(true)")
        paused_s = visit.page.evaluate("practice.stage.video.currentTime")
        assert visit.page.evaluate("practice.stage.video.paused")
        assert told(visit) == [("paused", "hidden")]
        visit.page.evaluate("practice.hide(false)")
        visit.page.evaluate("practice.theDance().resume()")
        gone_on_s = visit.page.evaluate("practice.stage.video.currentTime")
        assert gone_on_s < paused_s
        visit.until(f"practice.stage.video.currentTime > {paused_s + 1}")
        danced = end(visit)
    assert [kind for kind, _ in told_in(danced)] == ["paused", "resumed", "ended"]
    assert danced["interrupted"] == "stopped"
    assert danced["sheet"]["session"]["frames"]["unordered"] == 0, "no second was danced twice"
    assert was_judged(danced)
    assert danced["film"]["pieces"]


def was_judged(danced: Any) -> bool:
    """Is there something in the sheet?"""
    return any(step["judged"] for step in danced["sheet"]["steps"])


def told_in(danced: Any) -> list[tuple[str, str | None]]:
    return [(each["kind"], each["why"]) for each in danced["told"] if each["kind"] not in ("pose", "scored")]


def test_a_camera_that_is_unplugged_ends_it_with_what_was_danced(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin(record=True)
        dance_a_while(visit)
        visit.page.evaluate("practice.camera().track.dispatchEvent(new Event('ended'))")
        danced = visit.page.evaluate("practice.ended()")
    assert danced["interrupted"] == "camera-lost"
    assert was_judged(danced)
    assert danced["film"]["frames"] > 0
    assert danced["stats"]["scoring"]["done"] == len(danced["posesAtS"]) > 0


def test_poses_that_take_a_second_keep_neither_preview_nor_class_nor_film_waiting(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin(record=True)
        visit.page.evaluate("practice.harmed({slowMs: 1000})")
        dance_a_while(visit, 5)
        danced = end(visit)
    stats = danced["stats"]
    assert stats["pose"]["done"] >= 1
    assert stats["pose"]["dropped"] > 0
    assert stats["pose"]["worstLatencyMs"] >= 1000
    for branch in ("preview", "class", "recording"):
        assert stats[branch]["done"] > 2 * stats["pose"]["done"], branch


def test_a_pose_worker_that_breaks_is_replaced_once_and_then_it_ends(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin()
        dance_a_while(visit)
        visit.page.evaluate("practice.harmed({breaks: 'look'})")
        visit.until("practice.told.some(({kind}) => kind === 'paused')")
        assert told(visit) == [("paused", "memory")]
        visit.page.evaluate("practice.theDance().resume()")
        before = visit.page.evaluate("practice.theDance().stats().scoring.done")
        visit.until(f"practice.theDance().stats().scoring.done > {before + 5}")
        visit.page.evaluate("practice.harmed({breaks: 'look'})")
        danced = visit.page.evaluate("practice.ended()")
    assert danced["interrupted"] == "memory"
    assert was_judged(danced)


def test_a_scorer_that_breaks_costs_no_result(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin()
        dance_a_while(visit)
        visit.page.evaluate("practice.harmed({breaks: 'frame'})")
        visit.until(f"({UNSCORED})()")
        scored = visit.page.evaluate("practice.theDance().stats().scoring.done")
        danced = end(visit)
    assert was_judged(danced)
    frames = danced["sheet"]["session"]["frames"]
    assert frames["taken"] + frames["unordered"] == len(danced["posesAtS"]) >= scored + BEHIND


def test_a_dance_that_is_ended_while_its_film_begins_leaves_nothing_running(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin(record=True)
        visit.page.evaluate(AS_FILM_BEGINS, "end")
        danced = visit.page.evaluate("practice.ended()")
        visit.page.evaluate("started")
        assert visit.page.evaluate("practice.stage.video.paused"), "nobody dances to it any more"
        visit.until(f"({NO_FILMS})()")
    assert danced["film"] is None
    assert not was_judged(danced)


def test_a_pause_while_its_film_begins_is_not_lost(dancing: Dancing) -> None:
    with dancing("own") as visit:
        visit.begin(record=True)
        visit.page.evaluate(AS_FILM_BEGINS, "pause")
        visit.page.evaluate("started")
        assert told(visit) == [("paused", "stopped")]
        assert visit.page.evaluate("practice.stage.video.paused")
        visit.page.evaluate("practice.theDance().resume()")
        visit.until("practice.stage.video.currentTime > 1")


def test_limbs_that_are_lit_go_out_in_a_pause(dancing: Dancing) -> None:
    with dancing("other") as visit:
        visit.begin(overlay="none")
        visit.page.evaluate("() => { void practice.theDance().start() }")
        assert visit.page.evaluate(PAUSE_WHEN_LIT)
        visit.until(f"!({IS_LIT})()")


def test_a_camera_that_is_missing_refused_or_unsafe_is_told(dancing: Dancing) -> None:
    with dancing(None, "--host-resolver-rules=MAP practice.test 127.0.0.1") as visit:
        assert visit.page.evaluate("practice.faultOf('user')") == "none"
        visit.page.goto(visit.page.url.replace("127.0.0.1", "practice.test"))
        visit.until("Boolean(window.practice)")
        assert visit.page.evaluate("practice.faultOf('user')") == "insecure"
    with dancing(None, "--use-fake-device-for-media-stream", "--deny-permission-prompts") as visit:
        assert visit.page.evaluate("practice.faultOf('environment')") == "refused"


def test_the_body_check_sees_somebody_before_a_dance(dancing: Dancing) -> None:
    with dancing("own") as visit:
        assert visit.page.evaluate("practice.watched(5)") >= 5
