import { describe, expect, it } from "vitest";
import { describedBy } from "./boxes";

type Bytes = readonly number[];
const u32 = (value: number): Bytes => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
const letters = (text: string): Bytes => [...text].map((letter) => letter.charCodeAt(0));
const box = (type: string, ...inner: readonly Bytes[]): Bytes => {
  const body = inner.flat();
  return [...u32(body.length + 8), ...letters(type), ...body];
};
const mvhd = (scale: number, ticks: number) => box("mvhd", u32(0), u32(0), u32(0), u32(scale), u32(ticks));
const wideMvhd = (scale: number, ticks: number) =>
  box("mvhd", [1, 0, 0, 0], u32(0), u32(0), u32(0), u32(0), u32(scale), u32(0), u32(ticks));
const track = (handler: string) =>
  box("trak", box("tkhd", u32(0)), box("mdia", box("hdlr", u32(0), u32(0), letters(handler))));
const file = (...boxes: readonly Bytes[]) => new Blob([Uint8Array.from(boxes.flat())]);
const ftyp = box("ftyp", letters("mp42"), u32(0));

describe("boxes", () => {
  it("tells length and tracks, with the description first or last", async () => {
    const moov = box("moov", mvhd(600, 600 * 31), track("vide"), track("soun"));
    const told = { durationS: 31, video: true, audio: true };
    expect(await describedBy(file(ftyp, moov, box("mdat", u32(7))))).toEqual(told);
    expect(await describedBy(file(ftyp, box("mdat", u32(7), u32(7)), moov))).toEqual(told);
  });

  it("tells that there is no picture or no sound", async () => {
    expect(await describedBy(file(ftyp, box("moov", mvhd(1, 9), track("soun"))))).toMatchObject({
      video: false,
    });
    expect(await describedBy(file(ftyp, box("moov", mvhd(1, 9), track("vide"))))).toMatchObject({
      audio: false,
    });
  });

  it("reads the wide header of a very long film", async () => {
    const told = await describedBy(file(ftyp, box("moov", wideMvhd(1000, 10_800_000), track("vide"))));
    expect(told?.durationS).toBe(10_800);
  });

  it("steps over data behind a 64-bit length", async () => {
    const long = [...u32(1), ...letters("mdat"), ...u32(0), ...u32(20), ...u32(9)];
    expect(await describedBy(file(ftyp, long, box("moov", mvhd(1, 2))))).toMatchObject({ durationS: 2 });
  });

  it("says nothing of other files and of broken ones", async () => {
    expect(await describedBy(file(letters("%PDF-1.7 and so on and on")))).toBeNull();
    expect(await describedBy(file(ftyp, [...u32(3), ...letters("moov")]))).toBeNull();
    expect(await describedBy(file(ftyp, [...u32(900), ...letters("moov"), 1, 2]))).toBeNull();
    expect(await describedBy(new Blob([]))).toBeNull();
  });
});
