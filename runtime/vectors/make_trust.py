"""Writes trust/*.json: signed pointers, good and attacked, that every reader must judge alike.

    python runtime/vectors/make_trust.py [FOLDER]

Keys come from their names, so the files are the same on every run. Each file holds
`{name, file, spaces, roots, channel, held, root_version_seen, now, accepted, error}`: judge `file` (UTF-8,
with so many spaces behind it) at the instant `now`, as a device that pins `roots`, follows `channel`,
accepted `held` last (null: nothing) and has seen that version of a root document. `error` is a class's name.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eightcount_runtime.classpack.fields import canonical_json
from eightcount_runtime.classpack.signed import Kind, public_key, sign

Json = dict[str, Any]

NOW = "2026-11-22T12:00:00Z"
PAST = "2026-11-22T12:00:00Z"
FAR = "2027-11-22T12:00:00Z"
MIB = 1024 * 1024
#: The order of the group that Ed25519 works in (RFC 8032, section 5.1).
ORDER = 2**252 + 27742317777372353535851937790883648493


def key(name: str) -> Ed25519PrivateKey:
    """The private key of that name."""
    return Ed25519PrivateKey.from_private_bytes(sha256(f"eightcount vector {name}".encode()).digest())


def pub(name: str) -> str:
    """The public key of that name."""
    return public_key(key(name))


@dataclass(frozen=True)
class Vector:
    """One case, as its file has it."""

    name: str
    file: str
    error: str | None = None
    roots: tuple[str, ...] = (pub("root"),)
    channel: str = "production"
    held: str | None = None
    root_version_seen: int = 0
    now: str = NOW
    spaces: int = 0

    def as_json(self) -> Json:
        """The document of its file."""
        return {**asdict(self), "roots": list(self.roots), "accepted": self.error is None}


def root(version: int = 1, expires: str = FAR, online: Any = None, **more: Any) -> Json:
    """What a root document signs."""
    online = online if online is not None else [{"key": pub("online"), "channels": ["production", "staging"]}]
    return {"format": 1, "version": version, "expires": expires, "online": online, **more}


def pointer(version: int = 7, expires: str = FAR, channel: str = "production", **more: Any) -> Json:
    """What a pointer signs."""
    classes = [{"id": "hello", "manifest": "0" * 63 + "1", "bytes": 2074}]
    return {
        "format": 1, "channel": channel, "version": version, "expires": expires, "classes": classes, **more
    }  # fmt: skip


def signed(kind: Kind, document: Json, *names: str, extra: tuple[Any, ...] = ()) -> Json:
    """A document with signatures by the keys of those names, `extra` before them."""
    return {"signed": document, "signatures": [*extra, *(sign(key(name), kind, document) for name in names)]}


def envelope(said: Json | None = None, under: Json | None = None, by: str = "online") -> Json:
    """A pointer's file as a value; by default a good one."""
    return {
        **signed("pointer", said or pointer(), by),
        "root": under or signed("root", root(), "root"),
    }


def text(document: Mapping[str, Any]) -> str:
    """A file as the server writes it."""
    return canonical_json(document).decode()


def good() -> Iterator[Vector]:
    """What is to be accepted."""
    whole = envelope()
    yield Vector("good", text(whole))
    yield Vector("good-held-is-the-same", text(whole), held=text(whole), root_version_seen=1)
    indented = json.dumps(dict(reversed(whole.items())), indent=2)
    yield Vector("good-written-in-another-way", indented, held=text(whole), root_version_seen=1)
    yield Vector("good-newer", text(envelope(pointer(8))), held=text(whole), root_version_seen=1)
    nobody = {"key": pub("nobody"), "signature": "0" * 128}
    odd: tuple[Any, ...] = (
        nobody,
        5,
        None,
        [],
        {},
        {"key": 1, "signature": 2},
        {"key": pub("online"), "signature": "no"},
    )
    yield Vector(
        "good-among-broken-signatures", text(envelope() | signed("pointer", pointer(), "online", extra=odd))
    )
    broken = {"key": pub("online"), "signature": "0" * 128}
    behind = envelope() | signed("pointer", pointer(), "online", extra=(broken,) * 99)
    yield Vector("good-signature-is-the-hundredth", text(behind))
    yield Vector("good-two-signatures", text(envelope() | signed("pointer", pointer(), "online", "other")))
    both = [{"key": pub(name), "channels": ["production"]} for name in ("online", "next")]
    under = signed("root", root(online=both), "root")
    yield Vector("good-two-online-keys-first", text(envelope(under=under)))
    yield Vector("good-two-online-keys-second", text(envelope(under=under, by="next")))
    twice = signed("root", root(2), "root", "next root")
    for name in ("root", "next root"):
        yield Vector(
            f"good-root-signed-by-two-pinned-{name[:4].strip()}",
            text(envelope(under=twice)),
            roots=(pub(name),),
        )
    yield Vector("good-two-pinned-roots", text(envelope()), roots=(pub("next root"), pub("root")))
    newer = signed("root", root(2, online=[{"key": pub("next"), "channels": ["production"]}]), "root")
    yield Vector(
        "good-new-root-new-key",
        text(envelope(pointer(8), newer, "next")),
        held=text(whole),
        root_version_seen=1,
    )
    unknown: Json = {
        "mood": ["new", {"": "x", "__proto__": 1, "constructor": [{}], "10": -1, "9": 2}],
        "none": [],
    }
    strange = signed("root", root(**unknown), "root") | {"note": 1.5}
    yield Vector(
        "good-unknown-fields", text(envelope(pointer(**unknown), strange) | {"later": [None, True, 0.5]})
    )
    letters = {
        "말": '유니폼 é \U0001f57a \u2028\u007f\t\n"\\\u0001',
        "\ufb01": "",
        "\U00010000": 1,
        "e\u0301": 2,
        "\u00e9": 3,
    }
    yield Vector("good-unicode", text(envelope(pointer(note=letters))))
    yield Vector("good-unicode-escaped", json.dumps(envelope(pointer(note=letters)), indent=1))
    largest = pointer(2**53 - 1, low=-(2**53) + 1)
    yield Vector("good-largest-integers", text(envelope(largest)))
    yield Vector("good-minus-zero", text(envelope(pointer(zero=0))).replace('"zero":0', '"zero":-0'))
    yield Vector("good-no-classes", text(envelope(pointer(classes=[]))))
    yield Vector("good-last-second", text(envelope(pointer(expires="2026-11-22T12:00:01Z"))))
    yield Vector("good-nested-100-deep", f'{text(whole)[:-1]},"x":{"[" * 99}{"]" * 99}}}')
    yield Vector("good-largest-file", text(whole), spaces=4 * MIB - len(text(whole)))


def unsigned() -> Iterator[Vector]:
    """Signatures that are missing, or of keys that do not count, or over something else."""
    no = "UntrustedError"
    yield Vector("unsigned", text(envelope() | {"signatures": []}), no)
    yield Vector("unsigned-root", text(envelope(under={"signed": root(), "signatures": []})), no)
    yield Vector("wrong-key", text(envelope(by="nobody")), no)
    yield Vector("wrong-key-under-the-right-name", text(_renamed(envelope(by="nobody"), pub("online"))), no)
    yield Vector("root-key-signs-pointer", text(envelope(by="root")), no)
    yield Vector("root-by-unpinned-key", text(envelope(under=signed("root", root(), "nobody"))), no)
    own = root(online=[{"key": pub("nobody"), "channels": ["production"]}])
    yield Vector("root-of-an-attacker", text(envelope(under=signed("root", own, "nobody"), by="nobody")), no)
    renamed = _renamed(signed("root", own, "nobody"), pub("root"))
    yield Vector("root-of-an-attacker-under-the-right-name", text(envelope(under=renamed, by="nobody")), no)
    yield Vector("root-signed-by-online-key", text(envelope(under=signed("root", root(), "online"))), no)
    staging = signed("root", root(online=[{"key": pub("online"), "channels": ["staging"]}]), "root")
    yield Vector("online-key-not-for-this-channel", text(envelope(under=staging)), no)
    yield Vector("signature-over-other-bytes", text(envelope() | {"signed": pointer(8)}), no)
    yield Vector("changed-class", text(envelope()).replace("0" * 63 + "1", "0" * 63 + "2"), no)
    yield Vector("changed-class-length", text(envelope()).replace("2074", "2075"), no)
    yield Vector("added-unknown-field", text(envelope() | {"signed": pointer(mood=1)}), no)
    yield Vector("re-ordered-classes", text(_swapped()), no)
    yield Vector(
        "changed-root", text(envelope(under=signed("root", root(), "root") | {"signed": root(2)})), no
    )
    as_root = {"signed": pointer(), "signatures": [sign(key("online"), "root", pointer())]}
    yield Vector("signature-for-another-kind", text(envelope() | as_root), no)
    bare = key("online").sign(canonical_json(pointer())).hex()
    yield Vector("signature-without-its-kind", text(_with_signature(bare)), no)
    yield Vector("not-normalised-text", text(envelope(pointer(x="\u00e9"))).replace("\u00e9", "e\u0301"), no)
    yield from _odd_signatures(no)


def _renamed(document: Json, name: str) -> Json:
    return document | {"signatures": [each | {"key": name} for each in document["signatures"]]}


def _with_signature(signature: str, name: str | None = None) -> Json:
    return envelope() | {"signatures": [{"key": name or pub("online"), "signature": signature}]}


def _swapped() -> Json:
    entries = [{"id": name, "manifest": "0" * 64, "bytes": 1} for name in ("a", "b")]
    return envelope(pointer(classes=entries)) | {"signed": pointer(classes=entries[::-1])}


def _odd_signatures(no: str) -> Iterator[Vector]:
    valid = sign(key("online"), "pointer", pointer())["signature"]
    point, scalar = bytes.fromhex(valid)[:32], int.from_bytes(bytes.fromhex(valid)[32:], "little")
    raised = (point + (scalar + ORDER).to_bytes(32, "little")).hex()
    yield Vector("signature-with-raised-scalar", text(_with_signature(raised)), no)
    turned = (point[:31] + bytes([point[31] ^ 0x80])).hex() + valid[64:]
    yield Vector("signature-with-turned-point", text(_with_signature(turned)), no)
    identity = "01" + "00" * 31
    yield Vector("low-order-key-nobody-named", text(_with_signature(identity + "00" * 32, identity)), no)
    yield Vector("signature-all-zero", text(_with_signature("0" * 128)), no)
    yield Vector("signature-in-upper-case", text(_with_signature(valid.upper())), no)
    yield Vector("signature-too-short", text(_with_signature(valid[:-2])), no)
    yield Vector("signature-too-long", text(_with_signature(valid + "00")), no)
    yield Vector("signature-with-space", text(_with_signature(valid + " ")), no)
    yield Vector("signature-with-line-feed", text(_with_signature(valid + "\n")), no)
    yield Vector("signature-in-wide-digits", text(_with_signature(_wide(valid))), no)
    yield Vector("signer-in-upper-case", text(_with_signature(valid, pub("online").upper())), no)
    yield Vector("signer-too-short", text(_with_signature(valid, pub("online")[:-2])), no)
    broken = {"key": pub("online"), "signature": "0" * 128}
    behind = envelope() | signed("pointer", pointer(), "online", extra=(broken,) * 100)
    yield Vector("signature-is-the-hundred-and-first", text(behind), no)
    under = signed("root", root(), "root", extra=({"key": pub("root"), "signature": "0" * 128},) * 100)
    yield Vector("root-signature-is-the-hundred-and-first", text(envelope(under=under)), no)


def _wide(digits: str) -> str:
    """Full-width digits, which some languages' patterns and parsers take for digits."""
    return "".join(chr(ord(each) + 0xFEE0) if each.isdigit() else each for each in digits)


def old() -> Iterator[Vector]:
    """What was true once."""
    back, late = "RolledBackError", "ExpiredError"
    held = text(envelope(pointer(8), signed("root", root(3), "root")))
    three = signed("root", root(3), "root")
    yield Vector(
        "pointer-rolled-back", text(envelope(pointer(7), three)), back, held=held, root_version_seen=3
    )
    same = text(envelope(pointer(8, mood="new"), three))
    yield Vector("pointer-same-version-other-content", same, back, held=held, root_version_seen=3)
    longer = text(envelope(pointer(8, expires="2027-11-22T12:00:01Z"), three))
    yield Vector("pointer-same-version-later-expiry", longer, back, held=held, root_version_seen=3)
    yield Vector("root-rolled-back", text(envelope(pointer(9))), back, held=held, root_version_seen=3)
    yield Vector("root-rolled-back-nothing-held", text(envelope(pointer(9))), back, root_version_seen=2)
    yield Vector("root-older-than-the-held-one", text(envelope(pointer(9))), back, held=held)
    other = signed("root", root(3, mood="new"), "root")
    yield Vector(
        "root-same-version-other-content",
        text(envelope(pointer(9), other)),
        back,
        held=held,
        root_version_seen=3,
    )
    stolen = signed("root", root(2, online=[{"key": pub("next"), "channels": ["production"]}]), "root")
    yield Vector("online-key-no-longer-named", text(envelope(under=stolen)), "UntrustedError")
    yield Vector("pointer-expired", text(envelope(pointer(expires=PAST))), late)
    yield Vector(
        "pointer-expired-and-held",
        text(envelope(pointer(expires=PAST))),
        late,
        held=text(envelope(pointer(expires=PAST))),
        root_version_seen=1,
    )
    yield Vector("root-expired", text(envelope(under=signed("root", root(expires=PAST), "root"))), late)
    both = envelope(pointer(8, expires=PAST), signed("root", root(expires=PAST), "root"), by="nobody")
    yield Vector("root-expired-told-before-the-pointers-signature", text(both), late)
    yield Vector(
        "rolled-back-told-before-expiry",
        text(envelope(pointer(7, expires=PAST), three)),
        back,
        held=held,
        root_version_seen=3,
    )
    unsigned_root = envelope(pointer(9), {"signed": root(1, expires=PAST), "signatures": []})
    yield Vector(
        "untrusted-told-before-rolled-back",
        text(unsigned_root),
        "UntrustedError",
        held=held,
        root_version_seen=3,
    )


def malformed() -> Iterator[Vector]:
    """What is not of the format, or is for another channel, though well signed."""
    no = "MalformedError"
    whole = text(envelope())
    yield Vector("of-another-channel", text(envelope(pointer(channel="staging"))), no)
    yield Vector(
        "of-another-channel-told-before-rolled-back",
        text(envelope(pointer(1, channel="staging"))),
        no,
        held=whole,
        root_version_seen=1,
    )
    yield Vector("empty", "", no)
    yield Vector("cut-off", whole[:-1], no)
    yield Vector("cut-off-in-the-middle", whole[: len(whole) // 2], no)
    yield Vector("garbage-behind", whole + "x", no)
    yield Vector("second-document-behind", whole + whole, no)
    yield Vector("zero-byte-behind", whole + "\0", no)
    yield Vector("byte-order-mark", "\ufeff" + whole, no)
    yield Vector("too-large", whole, no, spaces=4 * MIB + 1 - len(whole))
    yield Vector("nested-101-deep", f'{whole[:-1]},"x":{"[" * 100}{"]" * 100}}}', no)
    yield Vector("not-an-object", f"[{whole}]", no)
    yield Vector("comma-behind-the-last", whole[:-1] + ",}", no)
    yield Vector("comment", "/**/" + whole, no)
    yield Vector("not-json-number", whole.replace('"version":7', '"version":07'), no)
    yield Vector("control-character-in-text", text(envelope(pointer(x="\t"))).replace("\\t", "\t"), no)
    unwrapped = {name: value for name, value in envelope().items() if name != "root"}
    yield Vector("without-root", text(unwrapped), no)
    yield Vector("without-signatures", text({k: v for k, v in envelope().items() if k != "signatures"}), no)
    yield Vector(
        "signatures-not-a-list", text(envelope() | {"signatures": {"0": envelope()["signatures"][0]}}), no
    )
    yield from _doubled(whole, no)
    yield from _numbers(no)
    yield from _fields(no)


def _doubled(whole: str, no: str) -> Iterator[Vector]:
    later = text(pointer(9))
    yield Vector("signed-twice", '{"signed":' + later + "," + whole[1:], no)
    yield Vector("signed-twice-the-same", whole[:-1] + ',"signed":' + text(pointer()) + "}", no)
    yield Vector("signed-twice-once-escaped", '{"\\u0073igned":' + later + "," + whole[1:], no)
    yield Vector("version-twice", whole.replace('"version":7', '"version":9,"version":7'), no)
    yield Vector("key-twice-deep-in-unknown-fields", whole[:-1] + ',"x":[{"y":{"a":1,"a":1}}]}', no)
    yield Vector(
        "key-twice-in-signature", whole.replace('"signatures":[{', '"signatures":[{"key":"",', 1), no
    )


def _numbers(no: str) -> Iterator[Vector]:
    for name, value in {
        "fraction": "1.5", "whole-fraction": "1.0", "exponent": "1e2", "true": "true", "null": "null",
        "too-large-integer": str(2**53), "too-small-integer": str(-(2**53)), "huge": "1" * 400,
        "half-a-surrogate-pair": '"\\ud83d"', "half-a-surrogate-pair-as-key": '{"\\udd7a":1}',
        "fraction-deep": '[{"x":[0.5]}]',
    }.items():  # fmt: skip
        said = text(envelope(pointer(x=0))).replace('"x":0', f'"x":{value}')
        yield Vector(f"{name}-in-signed", said, no)
    said = text(envelope(under=signed("root", root(x=0), "root"))).replace('"x":0', '"x":0.5')
    yield Vector("fraction-in-root", said, no)
    said = text(envelope()).replace('"version":7', '"version":7.0')
    yield Vector("version-as-fraction", said, no)


def _fields(no: str) -> Iterator[Vector]:
    entry = pointer()["classes"][0]
    changes: Mapping[str, Json] = {
        "version-zero": {"version": 0},
        "version-as-text": {"version": "7"},
        "version-missing": {"version": None},
        "expires-with-fraction": {"expires": "2027-11-22T12:00:00.0Z"},
        "expires-with-zone": {"expires": "2027-11-22T12:00:00+00:00"},
        "expires-on-no-day": {"expires": "2027-02-30T12:00:00Z"},
        "expires-in-lower-case": {"expires": "2027-11-22t12:00:00z"},
        "channel-not-a-name": {"channel": "../x"},
        "class-twice": {"classes": [entry, entry]},
        "class-not-a-name": {"classes": [entry | {"id": "../x"}]},
        "manifest-in-upper-case": {"classes": [entry | {"manifest": "A" * 64}]},
        "manifest-too-long": {"classes": [entry | {"bytes": MIB + 1}]},
        "manifest-of-no-bytes": {"classes": [entry | {"bytes": 0}]},
    }
    for name, change in changes.items():
        said = {field: value for field, value in (pointer() | change).items() if value is not None}
        yield Vector(name, text(envelope(said)), no)
    channels = ["production"]
    for name, online in {
        "root-names-no-key": [],
        "root-key-too-short": [{"key": pub("online")[:-2], "channels": channels}],
        "root-key-in-upper-case": [{"key": pub("online").upper(), "channels": channels}],
        "root-key-without-channels": [{"key": pub("online"), "channels": []}],
        "root-key-for-no-name": [{"key": pub("online"), "channels": ["*"]}],
        "root-key-twice": [{"key": pub("online"), "channels": channels}] * 2,
        "root-names-101-keys": [{"key": f"{at:064x}", "channels": channels} for at in range(101)],
    }.items():
        yield Vector(name, text(envelope(under=signed("root", root(online=online), "root"))), no)
    yield Vector("root-version-zero", text(envelope(under=signed("root", root(0), "root"))), no)
    newer = "UnsupportedFormatError"
    yield Vector("pointer-of-format-2", text(envelope(pointer() | {"format": 2})), newer)
    yield Vector(
        "root-of-format-2", text(envelope(under=signed("root", root() | {"format": 2}, "root"))), newer
    )


def main(folder: Path) -> None:
    """Write every vector, and take away what is none any more."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors = [*good(), *unsigned(), *old(), *malformed()]
    names = {f"{vector.name}.json" for vector in vectors}
    if len(names) < len(vectors):
        raise ValueError("two vectors have one name")
    for path in folder.glob("*.json"):
        if path.name not in names:
            path.unlink()
    for vector in vectors:
        (folder / f"{vector.name}.json").write_text(json.dumps(vector.as_json(), indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "trust")
