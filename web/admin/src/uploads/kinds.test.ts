import { describe, expect, it } from "vitest";
import { kindOf, placeOf, refusalOf } from "./kinds";

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe("kinds", () => {
  it.each([
    ["\0\0\0\x18ftypmp42", "film"],
    ["\0\0\0\x14ftypqt  ", "film"],
    ["\0\0\0\x1cftypM4A ", "sound"],
    ["\0\0\0\x1cftypheic", "picture"],
    ["\x1aE\xdf\xa3\x01", "film"],
    ["RIFF\0\0\0\0WAVE", "sound"],
    ["RIFF\0\0\0\0AVI ", "film"],
    ["RIFF\0\0\0\0WEBP", "picture"],
    ["ID3\x04", "sound"],
    ["\xff\xfb\x90\x64", "sound"],
    ["\xff\xd8\xff\xe0", "picture"],
    ["%PDF-1.7", "pdf"],
    ["PK\x03\x04", "archive"],
    ["hello there\n", "text"],
    ["\x00\x01\x02", "unknown"],
    ["", "unknown"],
  ] as const)("%j begins a %s", (text, kind) => {
    expect(kindOf(bytes(text))).toBe(kind);
  });

  it("refuses what is certainly something else, and leaves the rest to the server", () => {
    expect(refusalOf("pdf", "take")).toBe("take.pdf");
    expect(refusalOf("sound", "take")).toBe("take.sound");
    expect(refusalOf("picture", "song")).toBe("song.picture");
    expect(refusalOf("film", "picture")).toBe("picture.other");
    expect(refusalOf("unknown", "take")).toBeNull();
    expect(refusalOf("film", "song")).toBeNull();
  });

  it("puts a dropped file where it belongs", () => {
    expect([placeOf("film"), placeOf("sound"), placeOf("pdf")]).toEqual(["take", "song", null]);
  });
});
