import json
import threading
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import Said, Served, make_class_folder
from eightcount_runtime.classpack.beats import Beats
from small_class import lay_desk, pack

from cms.beat_formats.midi import beats_to_midi
from cms.settings import Settings
from eightcount import local_database
from eightcount.client import Client

Type = Callable[..., Said]


def test_an_import_makes_song_dancer_class_files_and_beats(
    eightcount: Type, served: Served, class_folder: Path
) -> None:
    said = eightcount("class", "import", str(class_folder), "--json")
    assert said.code == 0
    assert said.document["beats_revision"] == 1
    with Client(served.url, served.key) as client:
        shown = client.get("/classes/spring-one").document
        assert shown["titles"] == {"en": "Spring", "ko": "봄"}
        assert shown["section"] == {"start_s": 1.0, "end_s": 5.0}
        assert (shown["song_title"], shown["dancer_name"], shown["state"]) == ("Blue", "Mina", "ready")


def test_an_import_again_does_nothing(eightcount: Type, class_folder: Path) -> None:
    eightcount("class", "import", str(class_folder))
    again = eightcount("class", "import", str(class_folder), "--json")
    assert again.document["changes"] == []
    assert again.document["sent_bytes"] == 0


def test_an_import_sends_what_changed_and_nothing_else(eightcount: Type, class_folder: Path) -> None:
    first = eightcount("class", "import", str(class_folder), "--json").document
    about = (class_folder / "class.yaml").read_text()
    (class_folder / "class.yaml").write_text(about.replace("Spring", "Summer").replace("house.", "popping."))
    beats = {"format": 1, "beats_s": [round(2 + 0.5 * number, 6) for number in range(9)]}
    (class_folder / "beats.json").write_text(json.dumps(beats))
    second = eightcount("class", "import", str(class_folder), "--json").document
    assert second["changes"] == [
        "dancer: profile changed",
        "class: titles changed",
        f"beats saved as revision {first['beats_revision'] + 1}",
    ]
    assert (second["song_id"], second["dancer_id"]) == (first["song_id"], first["dancer_id"])


def test_what_a_folder_leaves_out_stays_as_the_server_has_it(
    eightcount: Type, served: Served, class_folder: Path
) -> None:
    about = (class_folder / "class.yaml").read_text().replace("beats.json}", "beats.json, picture: mina.jpg}")
    (class_folder / "class.yaml").write_text(about)
    (class_folder / "mina.jpg").write_bytes(b"a picture")
    first = eightcount("class", "import", str(class_folder), "--json").document
    (class_folder / "class.yaml").write_text(
        "slug: spring-one\ntitles: {en: Spring, ko: 봄}\nsong: {title: Blue}\ndancer: {name: Mina}\n"
        "files: {take: take.mp4, song: song.mp3}\n"
    )
    bare = eightcount("class", "import", str(class_folder), "--json").document
    assert bare["changes"] == []
    assert bare["song_id"] == first["song_id"]
    with Client(served.url, served.key) as client:
        song = client.get(f"/songs/{first['song_id']}").document
        assert (song["artist"], song["licence"]) == ("The Samples", "CC0")
        dancer = client.get(f"/dancers/{first['dancer_id']}").document
        assert dancer["profile"]
        assert dancer["picture"]
        shown = client.get("/classes/spring-one").document
        assert (shown["difficulty"], shown["tags"]) == (2, ["house"])
        assert shown["section"] == {"start_s": 1.0, "end_s": 5.0}

    said = about.replace("section: {start_s: 1.0, end_s: 5.0}", "section: null").replace("CC0", '""')
    (class_folder / "class.yaml").write_text(said)
    emptied = eightcount("class", "import", str(class_folder), "--json").document
    assert emptied["changes"] == ["song: licence changed", "class: section changed"]


def test_an_alignment_is_corrected_by_hand_or_says_that_there_is_none(
    eightcount: Type, class_folder: Path
) -> None:
    eightcount("class", "import", str(class_folder))
    none_yet = eightcount("class", "align", "spring-one", "--json")
    assert (none_yet.code, none_yet.document["error"]["code"]) == (1, "no-alignment")
    both = eightcount("class", "align", "spring-one", "--accept", "--offset-s", "2", "--json")
    assert both.document["error"]["code"] == "usage"
    corrected = eightcount("class", "align", "spring-one", "--offset-s", "2.5", "--json").document
    assert (corrected["offset_s"], corrected["rate"], corrected["decided"]) == (2.5, 1.0, "corrected")
    assert "+2.500000 + 1.000000000 * video_s" in eightcount("class", "align", "spring-one").out
    eightcount("class", "align", "spring-one", "--offset-s", "-0.0000001")
    assert "song_s = +0.000000 + 1" in eightcount("class", "align", "spring-one").out
    assert "song at +0.0000 s, rate 1.000000, corrected\n" in eightcount("status", "spring-one").out


def test_another_sound_makes_another_song(eightcount: Type, class_folder: Path) -> None:
    first = eightcount("class", "import", str(class_folder), "--json").document
    (class_folder / "song.mp3").write_bytes(b"remastered" * 1000)
    second = eightcount("class", "import", str(class_folder), "--json").document
    assert second["song_id"] != first["song_id"]
    assert second["changes"] == ["song uploaded", "song made", "class: song_id changed"]


def test_one_bad_folder_does_not_keep_the_others_from_being_imported(
    eightcount: Type, tmp_path: Path
) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    for slug in ("bulk-a", "bulk-b", "bulk-c"):
        make_class_folder(folder / slug, slug)
    (folder / "bulk-b" / "take.mp4").unlink()
    said = eightcount("class", "import", str(folder), "--json")
    assert said.code == 1
    *each, last = said.lines
    assert [line.get("slug") for line in each] == ["bulk-a", None, "bulk-c"]
    assert [line["folder"] for line in each] == ["bulk-a", "bulk-b", "bulk-c"]
    assert "lacks take.mp4" in each[1]["error"]["sentence"]
    assert last["error"]["sentence"] == "1 of 3 folders were not imported: bulk-b."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("slug: spring-one", "", "slug: Field required"),
        ("difficulty: 2", "difficulty: 9", "difficulty: Input should be less than or equal to 5"),
        ("tags: [house]", "tag: [house]", "tag: Extra inputs are not permitted"),
        ("titles: {", "titles: {{", "is not YAML"),
    ],
)
def test_a_faulty_class_yaml_is_told(
    eightcount: Type, class_folder: Path, old: str, new: str, sentence: str
) -> None:
    about = (class_folder / "class.yaml").read_text()
    assert old in about
    (class_folder / "class.yaml").write_text(about.replace(old, new))
    said = eightcount("class", "import", str(class_folder))
    assert said.code == 1
    assert sentence in " ".join(said.err.split())
    assert said.out == ""


def test_beats_that_the_server_refuses_are_told_in_its_words(eightcount: Type, class_folder: Path) -> None:
    (class_folder / "beats.json").write_text('{"format": 1, "beats_s": [2, 1, 3]}')
    said = eightcount("class", "import", str(class_folder), "--json")
    assert said.code == 1
    assert list(said.document) == ["error"]


def test_status_lists_classes_and_shows_one(eightcount: Type, class_folder: Path) -> None:
    eightcount("class", "import", str(class_folder))
    assert "spring-one" in [row["slug"] for row in eightcount("status", "--json").document]
    assert eightcount("status", "spring-one", "--json").document["next"] == "build"
    assert "Take, song and beats are there" in eightcount("status", "spring-one").out


def test_a_build_is_started_once_and_a_second_asking_joins_it(eightcount: Type, class_folder: Path) -> None:
    eightcount("class", "import", str(class_folder))
    first = eightcount("build", "spring-one", "--json").document
    second = eightcount("build", "spring-one", "--json").document
    assert (first["state"], first["id"]) == ("running", second["id"])


def test_a_build_is_aborted_once(eightcount: Type, tmp_path: Path) -> None:
    eightcount("class", "import", str(make_class_folder(tmp_path / "stopped", "stopped-one")))
    never = eightcount("build", "stopped-one", "--abort", "--json")
    assert (never.code, never.document["error"]["code"]) == (1, "no-build")
    started = eightcount("build", "stopped-one", "--json").document
    aborted = eightcount("build", "stopped-one", "--abort", "--json").document
    assert (aborted["id"], aborted["state"]) == (started["id"], "aborted")
    again = eightcount("build", "stopped-one", "--abort", "--json")
    assert again.code == 1
    assert "nothing to abort" in again.document["error"]["sentence"]


def test_beats_come_as_midi_too(eightcount: Type, served: Served, class_folder: Path) -> None:
    times_s = [round(2 + 0.5 * number, 6) for number in range(17)]
    (class_folder / "beats.mid").write_bytes(beats_to_midi(Beats.of(times_s)))
    about = (class_folder / "class.yaml").read_text()
    (class_folder / "class.yaml").write_text(about.replace("beats.json", "beats.mid"))
    eightcount("class", "import", str(class_folder))
    with Client(served.url, served.key) as client:
        assert client.get("/classes/spring-one/beats").document["beats_s"] == times_s


def test_following_an_aborted_build_ends_with_its_own_code(
    eightcount: Type, served: Served, class_folder: Path
) -> None:
    eightcount("class", "import", str(class_folder))
    started = eightcount("build", "spring-one", "--json").document
    with Client(served.url, served.key) as client:
        abort = threading.Timer(0.5, client.post, (f"/builds/{started['id']}/abort", {}))
        abort.start()
        said = eightcount("build", "spring-one", "--follow", "--json")
        abort.join()
    assert said.code == 4
    assert [line["state"] for line in said.lines[:-1]] == ["running", "aborted"]
    assert said.lines[-1]["error"] == {"code": "aborted", "sentence": "The build was aborted."}


def test_a_parameter_of_no_step_is_refused_by_the_server(eightcount: Type, class_folder: Path) -> None:
    eightcount("class", "import", str(class_folder))
    said = eightcount("build", "spring-one", "--param", "juggle.balls=3")
    assert said.code == 1
    assert "There is no step 'juggle'" in said.err


def test_publishing_and_rolling_back_without_a_pack_are_refused(eightcount: Type, class_folder: Path) -> None:
    eightcount("class", "import", str(class_folder))
    assert eightcount("publish", "spring-one", "--channel", "staging").code == 1
    rolled = eightcount("rollback", "spring-one", "--channel", "staging", "--json")
    assert rolled.code == 1
    assert "there is no way back" in rolled.document["error"]["sentence"]


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("status", "no-such-class"), 1, "There is no class 'no-such-class'."),
        (("publish", "x", "--channel", "moon"), 2, "moon"),
        (("build",), 2, "Missing argument"),
        (("build", "x", "--param", "nonsense"), 2, "STEP.KEY=VALUE"),
        (("status", "--url", "http://127.0.0.1:9"), 3, "cannot be reached"),
        (("status", "--key", "eck_wrong"), 1, "not known or was revoked"),
        (("status", "--key", ""), 1, "wants an API key"),
        (("device", "sync", "ftp://x", "/nowhere"), 2, "web server"),
        (("pack", "inspect", "/nowhere"), 1, "There is no manifest.json"),
        (("class", "import", "/nowhere"), 1, "There is no folder /nowhere."),
        (("step", "probe", "/nowhere"), 1, "There is no folder"),
        (("key", "revoke", "nobody"), 1, "There is no key 'nobody'"),
    ],
)
def test_every_failure_has_its_code_and_a_sentence(
    eightcount: Type, words: tuple[str, ...], code: int, sentence: str
) -> None:
    said = eightcount(*words)
    assert said.code == code
    assert sentence in " ".join(said.err.split())
    assert said.out == ""


def test_with_json_a_failure_is_one_document_on_stdout(eightcount: Type) -> None:
    said = eightcount("status", "no-such-class", "--json")
    assert said.document == {"error": {"code": "not-found", "sentence": "There is no class 'no-such-class'."}}


def test_a_key_is_made_used_listed_and_revoked(eightcount: Type) -> None:
    made = eightcount("key", "create", "--name", "mine", "--scope", "read", "--json").document
    assert made["scopes"] == ["read"]
    assert eightcount("status", "--key", made["secret"]).code == 0
    listed = eightcount("key", "list", "--json").document
    assert [key["name"] for key in listed if key["id"] == made["id"]] == ["mine"]
    assert made["secret"] not in json.dumps(listed)
    assert eightcount("key", "revoke", made["id"]).code == 0
    assert eightcount("status", "--key", made["secret"]).code == 1


def test_key_commands_say_where_the_keys_are_and_that_a_database_is_new(
    eightcount: Type, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = eightcount("key", "list")
    assert str(served.settings.data / "eightcount.db") in known.err
    assert "There was no database" not in known.err
    monkeypatch.setenv("EIGHTCOUNT_DATA", str(tmp_path / "elsewhere"))
    new = eightcount("key", "create", "--name", "mine")
    assert str(tmp_path / "elsewhere" / "eightcount.db") in new.err
    assert "There was no database" in new.err
    assert "There was no database" not in eightcount("key", "list").err
    monkeypatch.setenv("EIGHTCOUNT_DATABASE_URL", "postgresql+psycopg://me:secret@db/keys")
    assert local_database.place(Settings()) == local_database.Place(
        "postgresql+psycopg://me:***@db/keys", is_new=False
    )


def test_the_secret_alone_is_on_stdout(eightcount: Type) -> None:
    said = eightcount("key", "create", "--name", "mine", "--scope", "all")
    assert said.out.strip().startswith("eck_")
    assert len(said.out.split()) == 1


def test_an_unknown_scope_is_refused(eightcount: Type) -> None:
    assert eightcount("key", "create", "--name", "x", "--scope", "everything").code == 1


def test_a_step_runs_by_hand_and_its_pack_is_inspected(eightcount: Type, tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk")
    compiled = eightcount("step", "compile", str(desk), "--json")
    assert compiled.code == 0
    assert compiled.document["files"] == ["routine.json"]
    pack(desk)
    inspected = eightcount("pack", "inspect", str(desk), "--json").document
    assert (inspected["class"], len(inspected["parts"])) == ("uniform", 2)
    assert {file["role"] for file in inspected["files"]} >= {"video", "poses", "routine"}
    assert "uniform revision 1" in eightcount("pack", "inspect", str(desk)).out


def test_an_inspected_pack_tells_what_of_the_dancer_is_not_seen(eightcount: Type, tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk", unseen=range(140, 180))
    pack(desk)
    parts = eightcount("pack", "inspect", str(desk), "--json").document["parts"]
    steps = [step for part in parts for step in part["steps"]]
    gone = [step for step in steps if not step["judged"]]
    assert 0 < len(gone) < len(steps)
    assert all(len(step["hidden"]) == 12 for step in gone if 140 <= 30 * step["point_s"] < 180)
    counts = Counter(joint for step in parts[0]["steps"] for joint in step["hidden"])
    told = eightcount("pack", "inspect", str(desk)).out
    joint, count = counts.most_common(1)[0]
    line = next(
        line for line in told.splitlines() if line.startswith("Part 1, too little seen to be judged: ")
    )
    assert joint.replace("_", " ") in line
    assert f"at {count} of 8 steps" in line
    judged = sum(step["judged"] for step in parts[1]["steps"])
    assert f"{judged} of 8" in told


def test_a_damaged_pack_is_not_opened(eightcount: Type, tmp_path: Path) -> None:
    desk = lay_desk(tmp_path / "desk")
    pack(desk)
    largest = max((desk / "objects").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 1
    largest.write_bytes(data)
    said = eightcount("pack", "inspect", str(desk))
    assert said.code == 1
    assert "hash differs" in said.err


def test_a_refused_step_is_told(eightcount: Type, tmp_path: Path) -> None:
    said = eightcount("step", "compile", str(tmp_path))
    assert said.code == 1
    assert "not found in the folder" in said.err
    assert eightcount("step", "compile", str(tmp_path), "--param", "nothing=1").code == 1


def test_the_version_is_that_of_the_package(eightcount: Type) -> None:
    about = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    said = eightcount("--version")
    assert (said.code, said.out.strip()) == (0, f"eightcount {about['project']['version']}")


def test_help_names_every_command_and_the_exit_codes(eightcount: Type) -> None:
    said = eightcount("--help")
    assert said.code == 0
    for word in ("up", "serve", "worker", "key", "class", "build", "publish", "rollback", "status", "device"):
        assert f" {word} " in said.out
    assert "130  interrupted" in said.out
