import { expect, it } from "vitest";
import { madePassword, SHORTEST } from "./passwords";

it("makes passwords that the server takes, each another one", () => {
  const made = Array.from({ length: 200 }, madePassword);
  expect(new Set(made).size).toBe(200);
  for (const password of made) {
    expect(password).toMatch(/^([a-hjkmnp-z2-9+]{5}-){3}[a-hjkmnp-z2-9+]{5}$/);
    expect(password.length).toBeGreaterThanOrEqual(SHORTEST);
  }
});

it("uses every sign, so no bits are lost", () => {
  const signs = new Set(Array.from({ length: 200 }, madePassword).join("").replaceAll("-", ""));
  expect(signs.size).toBe(32);
});
