import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.synthetic import ffmpeg
from workers.media.container import read_container, recognise
from workers.step import StepRefusedError


@pytest.mark.parametrize("name", ["mov", "mp4", "matroska", "webm", "avi", "mpegts", "mpeg"])
def test_video_containers_are_told_from_their_bytes(tmp_path, name):
    ffmpeg("-f", "lavfi", "-i", "testsrc=size=64x64:rate=25:duration=0.4", "-f", name, tmp_path / "take")
    expected = {"mp4": "mov", "webm": "matroska"}.get(name, name)
    found = read_container(tmp_path / "take")
    assert (found.demuxer, found.may_hold_video) == (expected, True)


@pytest.mark.parametrize(
    ("muxer", "expected"),
    [
        ("wav", "wav"),
        ("flac", "flac"),
        ("mp3", "mp3"),
        ("ogg", "ogg"),
        ("adts", "aac"),
        ("aiff", "aiff"),
        ("ipod", "mov"),
    ],
)
def test_sound_containers_are_told_from_their_bytes(tmp_path, muxer, expected):
    ffmpeg("-f", "lavfi", "-i", "sine=duration=0.3", "-f", muxer, tmp_path / "song")
    assert read_container(tmp_path / "song").demuxer == expected


def test_an_id3_tag_larger_than_the_head_is_stepped_over(tmp_path):
    ffmpeg("-f", "lavfi", "-i", "sine=duration=0.3", "-f", "flac", tmp_path / "plain")
    size = 20000
    tag = b"ID3\x04\x00\x00" + bytes((0, size >> 14, size >> 7 & 0x7F, size & 0x7F)) + bytes(size)
    (tmp_path / "tagged").write_bytes(tag + (tmp_path / "plain").read_bytes())
    assert read_container(tmp_path / "tagged").name == "flac"


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"", "empty"),
        (bytes(64), "empty"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "PNG picture"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "picture"),
        (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd", "playlist"),
        (b"ffconcat version 1.0\nfile secret", "list of files"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "drawing"),
        (b"dear all, here is the video", "text file"),
        (b"\x7fELF\x02\x01\x01\x00\xff\x90", "do not read"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_sentence(head, words):
    with pytest.raises(StepRefusedError, match=words) as refused:
        recognise(head)
    assert "Export" in refused.value.sentence


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_known_container_or_refused(head):
    try:
        found = recognise(head)
    except StepRefusedError as refused:
        told = refused.sentence
    else:
        told = found.demuxer
    assert told
