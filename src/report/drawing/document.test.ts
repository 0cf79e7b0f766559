import { afterEach, expect, test, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test("without a browser the document is made once", async () => {
  const { defaultDocument } = await import("./document.ts");
  expect(defaultDocument()).toBe(defaultDocument());
  expect(defaultDocument().createElementNS("http://www.w3.org/2000/svg", "line").localName).toBe("line");
});

test("a browser's own document comes first", async () => {
  const own = {};
  vi.stubGlobal("document", own);
  const { defaultDocument } = await import("./document.ts");
  expect(defaultDocument()).toBe(own);
});

test("with neither, the error says what to pass", async () => {
  vi.stubGlobal("process", undefined);
  const { defaultDocument } = await import("./document.ts");
  expect(() => defaultDocument()).toThrow("figure: found no document to draw with; help: pass { document }");
});
