/** What `alignment.json` says, read from the document that the server hands on. Pure. */
import type { Placing } from "./placing";

/** A stretch of the take; `residualMs`: what it shows of the song less what the found line says. */
export type Window = Readonly<{ videoS: number; songS: number; residualMs: number; agreement: number }>;
export type Candidate = Placing & Readonly<{ confidence: number }>;
export type Problem = Readonly<{ severity: string; code: string; sentence: string }>;

export type Found = Readonly<{
  placing: Placing;
  kind: string;
  confidence: number;
  /** The share of the take's stretches that follow the line. */
  coverage: number;
  windows: readonly Window[];
  /** Other places, the likeliest first. */
  candidates: readonly Candidate[];
  problems: readonly Problem[];
}>;

type Fields = Readonly<Record<string, unknown>>;

export function readFound(document: Fields): Found {
  return {
    placing: { offsetS: number(document.offset_s), rate: number(document.rate) },
    kind: text(document.kind),
    confidence: number(document.confidence),
    coverage: number(document.coverage),
    windows: list(document.windows).map((window) => ({
      videoS: number(window.video_s),
      songS: number(window.song_s),
      residualMs: number(window.residual_ms),
      agreement: number(window.agreement),
    })),
    candidates: list(document.candidates).map((candidate) => ({
      offsetS: number(candidate.offset_s),
      rate: number(candidate.rate),
      confidence: number(candidate.confidence),
    })),
    problems: list(document.problems).map((problem) => ({
      severity: text(problem.severity),
      code: text(problem.code),
      sentence: text(problem.sentence),
    })),
  };
}

const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? (value as Fields[]) : []);
const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
