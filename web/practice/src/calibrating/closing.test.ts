import { expect, it } from "vitest";
import { closingWith } from "./closing";

function opened() {
  const leaving = new AbortController();
  const closed: string[] = [];
  const closing = closingWith(leaving.signal);
  return { closing, closed, leaving, add: (name: string) => closing.add(() => void closed.push(name)) };
}

it("closes each thing once, whether it is over first or left first", () => {
  const { closing, closed, leaving, add } = opened();
  for (const name of ["camera", "engine"]) add(name);
  closing.close();
  leaving.abort();
  closing.close();
  expect(closed).toEqual(["engine", "camera"]);
});

it("closes what opens only after somebody left, and goes no further", () => {
  const { closed, leaving, add } = opened();
  add("camera");
  leaving.abort(new Error("left"));
  expect(closed).toEqual(["camera"]);
  expect(() => add("engine")).toThrow("left");
  expect(closed).toEqual(["camera", "engine"]);
});
