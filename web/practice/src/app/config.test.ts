import { afterEach, describe, expect, test, vi } from "vitest";
import { read } from "./config";

const KEY = "ab".repeat(32);
const TOLD = { base_url: "", channel: "production", roots: [KEY], closed: false, models: {} };

afterEach(() => vi.unstubAllGlobals());

describe("what the server tells", () => {
  test("leads to its own shelf by the name that the page was reached by", () => {
    vi.stubGlobal("location", { origin: "http://phone.example:8080" });
    expect(read(TOLD)).toMatchObject({ baseUrl: "http://phone.example:8080", trust: { roots: [KEY] } });
    expect(read({ ...TOLD, base_url: "https://packs.example.com" }).baseUrl).toBe(
      "https://packs.example.com",
    );
  });

  test("believes nobody where nobody signed, and refuses what is no key", () => {
    vi.stubGlobal("location", { origin: "http://phone.example:8080" });
    expect(read({ ...TOLD, roots: [] }).trust).toBeNull();
    expect(() => read({ ...TOLD, roots: ["ab"] })).toThrow(RangeError);
  });

  test("has its nets below the app's own address", () => {
    vi.stubGlobal("location", { origin: "http://phone.example:8080" });
    const lite = { url: "models/1/lite.task", bytes: 3, sha256: KEY };
    expect(read({ ...TOLD, models: { lite } }).models.get("lite")?.url).toBe(
      `${import.meta.env.BASE_URL}models/1/lite.task`,
    );
  });
});
