"""The bench's answers as tables in Markdown."""

from dataclasses import dataclass

import numpy as np

from bench.align.cases import Case
from bench.align.judge import Found, Measured
from bench.align.songs import RATE_HZ
from bench.align.studio import edit_truths

_FAR_MS = 50.0
_SAME_SOUND = 0.95


@dataclass(frozen=True)
class Result:
    """A case and what was measured of it."""

    case: Case
    measured: Measured

    def error_ms(self, found: Found) -> float:
        """The greatest error over the take, milliseconds; of an edited take, from its nearest true line."""
        assert found.offset_s is not None
        return 1e3 * min(
            max(
                abs(found.offset_s - true + (found.rate - self.case.rate) * t)
                for t in (0, self.case.length_s)
            )
            for true in edit_truths(self.case)
        )

    def same_sound(self, found: Found) -> bool:
        """Whether the song sounds the same, sample for sample, where it was found and where it was played."""
        if found.offset_s is None or self.case.group == "wrong":
            return False
        pcm = self.case.song.pcm()
        start = max(0.0, -self.case.offset_s, -found.offset_s)
        end = min(self.case.length_s, *(len(pcm) / RATE_HZ - o for o in (self.case.offset_s, found.offset_s)))
        n = int((end - start) * RATE_HZ)
        if n < RATE_HZ:
            return False
        a, b = (
            np.asarray(pcm[int((o + start) * RATE_HZ) :][:n]).mean(1)
            for o in (self.case.offset_s, found.offset_s)
        )
        cross = np.fft.irfft(np.fft.rfft(a, 2 * n) * np.conj(np.fft.rfft(b, 2 * n)))
        near = np.concatenate([cross[-64:], cross[:64]])
        return bool(near.max() > _SAME_SOUND * np.sqrt((a**2).sum() * (b**2).sum()))


def tables(results: list[Result], tools: tuple[str, ...]) -> str:
    """All tables."""
    parts = [_accuracy(results), _wrong(results), _misses(results)]
    if len(tools) > 1:
        parts.append(_peers(results, tools))
    return "\n".join(parts)


def _accuracy(results: list[Result]) -> str:
    lines = [
        (
            "| recordings | n | accepted | certain | within 1 ms | within 15 ms | median error ms | p95 ms "
            "| rate error p95 ppm | told as edited | CPU s |"
        ),
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    groups: dict[str, list[Result]] = {}
    for r in results:
        if r.case.group != "wrong":
            groups.setdefault(_name(r.case), []).append(r)
    groups["SNR 0 dB and more, together"] = [r for r in results if r.case.group == "right"]
    for name, some in groups.items():
        lines.append(_row(name, some))
    return "\n".join([*lines, ""])


def _name(case: Case) -> str:
    if case.group in ("right", "faint", "loud noise"):
        return f"SNR {case.snr_db:.0f} dB"
    return case.group


def _row(name: str, some: list[Result]) -> str:
    founds = [r.measured.by_tool["eightcount"] for r in some]
    taken = [(r, f) for r, f in zip(some, founds, strict=True) if f.offset_s is not None]
    errors = np.array([r.error_ms(f) for r, f in taken] or [np.nan])
    ppm = np.array([abs(f.rate / r.case.rate - 1) * 1e6 for r, f in taken] or [np.nan])
    edited = some[0].case.group in ("edited", "restarted")
    told = sum(f.offset_s is not None and bool({"edited", "not_heard"} & set(f.codes)) for f in founds)
    return (
        f"| {name} | {len(some)} | {len(taken)} | {sum(f.verdict == 'certain' for f in founds)} "
        f"| {(errors < 1).sum()} | {(errors < 15).sum()} | {np.median(errors):.3f} "
        f"| {np.percentile(errors, 95):.3f} | {np.percentile(ppm, 95):.1f} "
        f"| {told if edited else f'{told} (wrongly)'} | {np.median([f.cpu_s for f in founds]):.2f} |"
    )


def _wrong(results: list[Result]) -> str:
    wrong = [r.measured.by_tool["eightcount"] for r in results if r.case.group == "wrong"]
    accepted = sum(f.offset_s is not None for f in wrong)
    sure = [
        r
        for r in results
        if (f := r.measured.by_tool["eightcount"]).verdict == "certain"
        and (r.case.group == "wrong" or r.error_ms(f) > _FAR_MS)
    ]
    cpu = [f.cpu_s for f in wrong] or [0.0]
    peak = max(r.measured.peak_mb for r in results)
    return (
        f"Wrong songs: {accepted} of {len(wrong)} accepted; median {np.median(cpu):.2f}, at most "
        f"{max(cpu):.2f} CPU seconds to refuse. Called certain, more than {_FAR_MS:.0f} ms off: {len(sure)}. "
        f"Peak memory of the process: {peak:.0f} MB.\n"
    )


def _misses(results: list[Result]) -> str:
    lines = []
    for r in results:
        found = r.measured.by_tool["eightcount"]
        c = r.case
        where = f"{_name(c)}, {c.song.name}, {c.snr_db:.0f} dB, RT60 {c.rt60_s:.2f} s, seed {c.seed}"
        if c.group == "wrong":
            if found.offset_s is not None:
                lines.append(f"- wrong song accepted ({found.verdict}): {where}, played {c.played.name}")
        elif found.offset_s is None:
            lines.append(f"- refused: {where}")
        elif (error := r.error_ms(found)) > (15 if c.group == "stretched" else 1):
            same = "; the song sounds the same there" if r.same_sound(found) else ""
            offered = any(abs(o - t) < 0.05 for o in found.others_s for t in edit_truths(c))
            lines.append(
                f"- {error:.1f} ms off ({found.verdict}; {', '.join(found.codes)}): {where}{same}"
                + ("; the true place was offered as another" if offered else "")
            )
    return "\n".join(["Every miss:", *(lines or ["- none"]), ""])


def _peers(results: list[Result], tools: tuple[str, ...]) -> str:
    lines = [
        (
            "| tool | found within 50 ms | median of those ms | within 1 ms "
            "| right songs kept when no wrong one passes | CPU s |"
        ),
        "|---|---|---|---|---|---|",
    ]
    right = [r for r in results if r.case.group in ("right", "faint", "loud noise")]
    wrong = [r for r in results if r.case.group == "wrong"]
    for tool in tools:
        founds = [(r, r.measured.by_tool[tool]) for r in right]
        errors = np.array([r.error_ms(f) if f.offset_s is not None else np.inf for r, f in founds])
        bar = max((r.measured.by_tool[tool].score for r in wrong), default=0.0)
        kept = np.mean([f.score > bar and e < _FAR_MS for (_, f), e in zip(founds, errors, strict=True)])
        near = errors[errors < _FAR_MS]
        lines.append(
            f"| {tool} | {len(near) / len(errors):.1%} | {np.median(near):.3f} | {(errors < 1).mean():.1%} "
            f"| {kept:.1%} | {np.median([f.cpu_s for _, f in founds]):.2f} |"
        )
    return "\n".join(
        [f"Right songs at all SNRs ({len(right)}), beside {len(wrong)} wrong ones:", "", *lines, ""]
    )
