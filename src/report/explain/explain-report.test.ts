import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { exampleText, exampleWindow } from "../../../test/explanation.ts";
import { readMarkup } from "../../../test/report.ts";
import type { TextExplanation, WindowExplanation } from "./explain-data.ts";
import { textReport } from "./text-report.ts";
import { windowReport } from "./window-report.ts";

const text = textReport(exampleText());
const window = windowReport(exampleWindow());

test("the pages are well-formed, load nothing, and have their sections", () => {
  for (const [page, ids] of [
    [text, ["text", "strongest", "gates", "attention", "how", "repeat"]],
    [window, ["when", "columns", "gates", "how", "repeat"]],
  ] as const) {
    expect(readMarkup(page).problems).toEqual([]);
    const { document } = parseHTML(page);
    expect([...document.querySelectorAll("section")].map(({ id }) => id)).toEqual(ids);
    const bare = page
      .replaceAll('xmlns="http://www.w3.org/2000/svg"', "")
      .replaceAll(/src="data:image\/png;base64,[\w+/=]*"/g, "");
    expect(bare).not.toMatch(/https?:|\/\/\w|@import|url\(|src=|<link|<iframe|\son\w+=/);
    expect(page).toContain("img-src data:;");
  }
});

test("a text is coloured by what its words add, with lines under the strongest", () => {
  const { document } = parseHTML(text);
  expect(document.querySelector("h1")?.textContent).toBe("lstm takes this text for good.");
  expect(document.querySelector(".unread")?.textContent).toBe("(unread)");
  const marks = [...document.querySelectorAll(".coloured mark")].map((mark) => [mark.className, mark.textContent]);
  expect(marks.slice(0, 2)).toEqual([
    ["for strong", "word0,"],
    ["against strong", "word1,"],
  ]);
  expect(document.querySelector(".coloured mark")?.getAttribute("data-note")).toBe("+30.0 points for good");
  expect(document.querySelector(".cut")?.textContent).toBe("1 word in front is not read, and shown in grey.");
  const rows = [...document.querySelectorAll(".strongest tbody tr")].map((row) => row.textContent);
  expect(rows[0]).toBe("word0 word 2+30.00.00");
  expect(rows.at(-1)).toBe("word1 word 3−20.0+1.00");
  expect(rows).toHaveLength(7);
  expect(text).toContain("word 4, not in the vocabulary");
  // The most probable class stands first.
  expect([...document.querySelectorAll(".answer dt")].map((name) => name.textContent)).toEqual(["good", "bad"]);
  expect(text).toContain("of which the sum misses +0.01 points");
});

test("every gate and state has a map over the words, units in order of what they keep", () => {
  const { document } = parseHTML(text);
  const groups = [...document.querySelectorAll("#gates .strips")];
  expect(groups).toHaveLength(2);
  const pictures = [...groups[0].querySelectorAll("img")];
  expect(pictures.map((picture) => picture.getAttribute("data-name"))).toEqual([
    "input gate i",
    "forget gate f",
    "candidate g",
    "output gate o",
    "cell state c",
    "hidden state h",
  ]);
  const data: unknown = JSON.parse(groups[0].getAttribute("data-strips") ?? "");
  const { passes, words } = exampleText();
  const forget = passes[0].gates[1].values.map((unit, number) => {
    const known = unit.filter((value) => value !== null);
    return { number, mean: known.reduce((sum, value) => sum + value, 0) / known.length };
  });
  const rows = forget.toSorted((a, b) => b.mean - a.mean).map(({ number }) => `unit ${number + 1}`);
  expect(data).toEqual({ rows, columns: words, decimals: 2 });
  expect(rows).not.toEqual(rows.toSorted());
  expect([...document.querySelectorAll("#gates h3")].map((title) => title.textContent)).toEqual([
    "LSTM of 5 units",
    "LSTM of 5 units, which reads from the last word to the first",
  ]);
  expect(groups[0].querySelector(".words")?.textContent).toBe(words.join(""));
  expect(document.querySelectorAll("#attention .strips.named").length).toBe(2);
});

test("a window says what was forecast, and when what mattered", () => {
  const { document } = parseHTML(window);
  expect(document.querySelector("h1")?.textContent?.replaceAll("\u00a0", " ")).toBe(
    "gru expects T to be 12.09 °C 24 h after 4 Nov 2021, 23:00.",
  );
  expect(
    [...document.querySelectorAll("#when img[data-from]")].map((picture) => picture.getAttribute("data-name")),
  ).toEqual(["T (degC)", "p (mbar)", "missed without the step"]);
  expect(document.querySelectorAll("#gates svg").length).toBe(2);
  expect(window).toContain("3 Nov 2021, 05:00".replace(" Nov", "\u00a0Nov"));
});

test("500 words of two passes, and attention of four heads, stay below 3 MB", () => {
  const page = textReport(exampleText(500, 64));
  expect(page.length).toBeLessThan(3_000_000);
  const many = exampleText(500, 4);
  const [attention] = many.attentions;
  const four = { ...attention, weights: [...attention.weights, ...attention.weights] };
  const pooled = textReport({ ...many, attentions: [four, four] });
  expect(pooled.length).toBeLessThan(3_000_000);
  expect(pooled).toContain("2 × 2 neighbouring words share a cell");
  expect(page).not.toContain("share a cell");
});

test("text from the data never becomes markup", () => {
  const nasty = `</p></script><script>alert("1")</script><img src=x onerror='alert(1)'>`;
  const kinds = new Set(["lstm", "gru", "good"]);
  const spoilt = (data: object): string =>
    JSON.stringify(data, (key, value: unknown) =>
      typeof value !== "string" || key === "createdAt" || kinds.has(value) ? value : `${value}${nasty}`,
    );
  const badText: TextExplanation = JSON.parse(spoilt(exampleText()));
  const badWindow: WindowExplanation = JSON.parse(spoilt(exampleWindow()));
  for (const page of [textReport(badText), windowReport(badWindow)]) {
    const { counts, problems } = readMarkup(page);
    expect(problems).toEqual([]);
    expect([counts.get("script"), counts.get("title")]).toEqual([1, 1]);
    expect(page.match(/&lt;script&gt;/g)?.length).toBeGreaterThan(10);
  }
});
