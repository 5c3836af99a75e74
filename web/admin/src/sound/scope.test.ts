import { expect, test } from "vitest";
import { openScope } from "./scope";

test("closing undoes everything, last first, and once", () => {
  const scope = openScope();
  const undone: string[] = [];
  scope.add(() => undone.push("first"));
  const early = scope.add(() => undone.push("second"));
  scope.add(() => undone.push("third"));
  early();
  early();
  expect(scope.size()).toBe(2);
  scope.close();
  scope.close();
  expect(undone).toEqual(["second", "third", "first"]);
  expect([scope.size(), scope.closed(), scope.signal.aborted]).toEqual([0, true, true]);
});

test("what is added after the close is undone at once", () => {
  const scope = openScope();
  scope.close();
  let undone = 0;
  scope.add(() => undone++);
  expect(undone).toBe(1);
});

test("no listener outlives its scope", () => {
  const scope = openScope();
  const target = new EventTarget();
  let heard = 0;
  scope.listen(target, "beat", () => heard++);
  target.dispatchEvent(new Event("beat"));
  scope.close();
  target.dispatchEvent(new Event("beat"));
  expect(heard).toBe(1);
});
