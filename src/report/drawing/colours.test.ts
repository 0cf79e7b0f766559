import { expect, test } from "vitest";
import { darkColours, lightColours } from "./colours.ts";

/** Relative luminance of a colour, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

test("light and dark have the same colours, apart from the page enough to be read", () => {
  expect(Object.keys(darkColours)).toEqual(Object.keys(lightColours));
  let swept = 0;
  for (const colours of [lightColours, darkColours]) {
    // Colours of text need 4.5 to 1, those of lines 3 to 1 (WCAG 2.2, criteria 1.4.3 and 1.4.11); training curves are
    // meant to recede.
    for (const name of ["ink", "muted", "best", "naive"] as const) {
      expect(contrast(colours[name], colours.surface)).toBeGreaterThan(4.5);
      swept++;
    }
    for (const name of ["truth", "validation"] as const) {
      expect(contrast(colours[name], colours.surface)).toBeGreaterThan(3);
      swept++;
    }
  }
  expect(swept).toBe(12);
});

test("bands stand out the more the fewer values they hold, and the forecast's line stands out of all", () => {
  let swept = 0;
  for (const colours of [lightColours, darkColours]) {
    const steps = (["band95", "band80", "band50"] as const).map((name) => contrast(colours[name], colours.surface));
    expect(steps).toEqual(steps.toSorted((one, other) => one - other));
    for (const [i, step] of [1, ...steps].slice(0, 3).entries()) expect(steps[i] / step).toBeGreaterThan(1.15);
    expect(contrast(colours.best, colours.band50)).toBeGreaterThan(2.5);
    swept++;
  }
  expect(swept).toBe(2);
});
