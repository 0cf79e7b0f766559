/**
 * What a figure carries so that a page can read values out under the pointer: the place of the plot in the picture's
 * own units, the moments as minutes after the first, and the values of each line. Made by `drawTimeLines`, read by
 * `readoutScript`.
 */
export interface Readout {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly minutes: readonly number[];
  readonly unit: string;
  readonly decimals: number;
  readonly lines: readonly {
    readonly name: string;
    readonly colour: string;
    readonly values: readonly (number | null)[];
    /** The upper ends of an interval whose lower ends are `values`. */
    readonly upper?: readonly (number | null)[];
  }[];
}

/**
 * Shows the values of a figure under the pointer, or under the arrow keys once the figure has the focus. The page is
 * complete without it. It writes text only as text, so that nothing in the data can become markup.
 */
export const readoutScript: string = `
"use strict";
for (const svg of document.querySelectorAll("svg[data-readout]")) {
  const data = JSON.parse(svg.dataset.readout);
  const last = data.minutes[data.minutes.length - 1] || 1;
  const rule = document.createElementNS(svg.namespaceURI, "line");
  rule.setAttribute("y1", data.top);
  rule.setAttribute("y2", data.bottom);
  rule.setAttribute("style", "stroke:var(--faint);visibility:hidden");
  svg.append(rule);
  const box = document.createElement("div");
  box.className = "readout";
  box.hidden = true;
  box.setAttribute("role", "status");
  svg.parentNode.append(box);
  svg.setAttribute("tabindex", "0");
  let index = -1;
  const hide = () => {
    index = -1;
    box.hidden = true;
    rule.style.visibility = "hidden";
  };
  const show = (next) => {
    index = Math.min(data.minutes.length - 1, Math.max(0, next));
    const x = data.left + (data.minutes[index] / last) * (data.right - data.left);
    rule.setAttribute("x1", x);
    rule.setAttribute("x2", x);
    rule.style.visibility = "visible";
    const moment = document.createElement("b");
    moment.textContent = new Date(data.from + data.minutes[index] * 60000).toLocaleString("en-GB", {
      timeZone: "UTC", weekday: "short", day: "numeric", month: "short", year: "numeric",
      hour: "2-digit", minute: "2-digit",
    });
    box.replaceChildren(moment);
    const text = (value) => value.toFixed(data.decimals).replace("-", "\\u2212");
    const isKnown = data.lines.some((line) => line.values[index] !== null);
    for (const line of data.lines) {
      const value = line.values[index];
      const upper = line.upper ? line.upper[index] : value;
      // Where one line ends another may begin.
      if (value === null && isKnown) continue;
      const row = document.createElement("div");
      const dot = document.createElement("i");
      dot.style.background = line.colour;
      const shown = value === null || upper === null
        ? "\\u2013"
        : text(value) + (line.upper ? " to " + text(upper) : "") + " " + data.unit;
      row.append(dot, line.name + ": " + shown);
      box.append(row);
    }
    box.hidden = false;
    const scale = svg.clientWidth / svg.viewBox.baseVal.width;
    const isLeft = x * scale < svg.clientWidth / 2;
    box.style.left = isLeft ? x * scale + 14 + "px" : "";
    box.style.right = isLeft ? "" : svg.parentNode.clientWidth - x * scale + 14 + "px";
    const offset = svg.getBoundingClientRect().top - svg.parentNode.getBoundingClientRect().top;
    box.style.top = offset + data.top * scale + "px";
  };
  svg.addEventListener("pointermove", (event) => {
    const bounds = svg.getBoundingClientRect();
    const x = ((event.clientX - bounds.left) / bounds.width) * svg.viewBox.baseVal.width;
    const minute = ((x - data.left) / (data.right - data.left)) * last;
    let nearest = 0;
    data.minutes.forEach((candidate, at) => {
      if (Math.abs(candidate - minute) < Math.abs(data.minutes[nearest] - minute)) nearest = at;
    });
    show(nearest);
  });
  svg.addEventListener("pointerleave", hide);
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") hide();
    if (step === undefined) return;
    event.preventDefault();
    show(index < 0 ? 0 : index + step * (event.shiftKey ? 10 : 1));
  });
}
`.trim();
