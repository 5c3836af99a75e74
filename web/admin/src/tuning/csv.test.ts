import { expect, it } from "vitest";
import { csvOf } from "./csv";
import { aSheet } from "./sheet.fixture";

const rows = (text: string) => text.trimEnd().split("\r\n");

it("writes a row for each step, with as many cells as the head has", () => {
  const lines = rows(csvOf([{ practice: "1", name: "Mina", stored: aSheet(), sheet: aSheet() }]));
  expect(lines).toHaveLength(3);
  const [head = "", judged = "", missed = ""] = lines;
  expect(judged.split(",")).toHaveLength(head.split(",").length);
  const cell = (line: string, name: string) => line.split(",")[head.split(",").indexOf(name)];
  expect(cell(judged, "cost.angle.left_elbow")).toBe("0.25");
  expect(cell(judged, "difference.place.left_hand.y")).toBe("-0.5");
  expect(cell(judged, "stored_score")).toBe("60");
  expect([cell(missed, "judged"), cell(missed, "score"), cell(missed, "cost.motion")]).toEqual([
    "false",
    "",
    "",
  ]);
});

it("quotes names, and lets none be a formula", () => {
  const named = (name: string) =>
    rows(csvOf([{ practice: "1", name, stored: null, sheet: aSheet() }]))[1]?.slice(2);
  expect(named('Kim, "J"')).toMatch(/^"Kim, ""J""",1,1,/);
  for (const name of ["=1+1", "+1", "-1", "@x"]) expect(named(name)).toMatch(/^'/);
  expect(named("수진")).toMatch(/^수진,/);
});
