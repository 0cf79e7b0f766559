import { blockSize, firstByte } from "./png.ts";

/**
 * Shows the value of a heat map's cell under the pointer, or under the arrow keys once the maps have the focus, and
 * what a word adds. It reads the numbers back out of the pictures, whose rows are stored as they are (png.ts). The page
 * is complete without it.
 */
export const stripScript: string = `
const number = (value, decimals) => value.toFixed(decimals).replace("-", "\\u2212");
const line = (text, tag) => {
  const part = document.createElement(tag);
  part.textContent = text;
  return part;
};
const boxIn = (parent) => {
  const box = document.createElement("div");
  box.className = "readout";
  box.hidden = true;
  box.setAttribute("role", "status");
  parent.append(box);
  return box;
};
const placeBox = (box, parent, left, top) => {
  box.hidden = false;
  const room = parent.getBoundingClientRect();
  box.style.left = Math.max(0, Math.min(left - room.left, room.width - box.offsetWidth)) + "px";
  box.style.top = top - room.top + "px";
};
for (const group of document.querySelectorAll("[data-strips]")) {
  const data = JSON.parse(group.dataset.strips);
  const frame = group.closest("figure") || group.parentNode;
  const box = boxIn(frame);
  const bytes = new Map();
  const bytesOf = (picture) => {
    if (!bytes.has(picture)) {
      const encoded = atob(picture.src.split(",")[1]);
      bytes.set(picture, Uint8Array.from(encoded, (c) => c.charCodeAt(0)));
    }
    return bytes.get(picture);
  };
  const valueAt = (picture, row, column) => {
    const { columns, low, high, power } = picture.dataset;
    const place = row * (Number(columns) + 1) + 1 + column;
    const level = bytesOf(picture)[${firstByte} + place + 5 * Math.floor(place / ${blockSize})];
    if (level === 0) return null;
    const share = (level - 1) / 254;
    const signed = 2 * share - 1;
    return low < 0 ? high * Math.sign(signed) * Math.abs(signed) ** power : Number(low) + share ** power * (high - low);
  };
  let at = null;
  const rule = document.createElement("div");
  rule.className = "rule";
  const hide = () => {
    at = null;
    box.hidden = true;
    rule.remove();
  };
  const show = (picture, row, column) => {
    const { columns, rows, from, name } = picture.dataset;
    at = { picture, row, column };
    const size = picture.getBoundingClientRect();
    const value = valueAt(picture, row, column);
    const isSquare = group.classList.contains("square");
    const title = (isSquare ? data.rows[row] + " \\u2192 " : "") + data.columns[Number(from) + column];
    const label = Number(rows) === data.rows.length && !isSquare ? data.rows[row] + ", " : "";
    const shown = value === null ? "\\u2013" : number(value, data.decimals);
    box.replaceChildren(line(title, "b"), line(label + name + ": " + shown, "div"));
    const chunk = picture.closest(".chunk");
    const outer = chunk.getBoundingClientRect();
    rule.style.left = size.left - outer.left + (column / columns) * size.width + "px";
    rule.style.width = size.width / columns + "px";
    chunk.append(rule);
    const x = size.left + ((column + 0.5) / columns) * size.width + 12;
    placeBox(box, frame, x, size.top + (row / rows) * size.height + 16);
  };
  group.addEventListener("pointermove", (event) => {
    const picture = event.target.closest("img[data-from]");
    if (picture === null) return hide();
    const size = picture.getBoundingClientRect();
    const inside = (place, count) => Math.min(count - 1, Math.max(0, Math.floor(place * count)));
    const row = inside((event.clientY - size.top) / size.height, picture.dataset.rows);
    show(picture, row, inside((event.clientX - size.left) / size.width, picture.dataset.columns));
  });
  group.addEventListener("pointerleave", hide);
  group.addEventListener("blur", hide);
  group.addEventListener("keydown", (event) => {
    const move = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
    if (event.key === "Escape") hide();
    if (move === undefined) return;
    event.preventDefault();
    const pictures = [...group.querySelectorAll("img[data-from]")];
    if (at === null) return show(pictures[0], 0, 0);
    let { picture, row, column } = at;
    row += move[0] * (event.shiftKey ? 8 : 1);
    column += move[1] * (event.shiftKey ? 8 : 1);
    const beside = (by) => {
      const same = pictures.filter((other) => other.dataset.name === picture.dataset.name);
      return same[same.indexOf(picture) + by];
    };
    const below = (by) => {
      const same = pictures.filter((other) => other.dataset.from === picture.dataset.from);
      return same[same.indexOf(picture) + by];
    };
    if (column < 0 && beside(-1)) (picture = beside(-1)), (column = picture.dataset.columns - 1);
    if (column >= picture.dataset.columns && beside(1)) (picture = beside(1)), (column = 0);
    if (row < 0 && below(-1)) (picture = below(-1)), (row = picture.dataset.rows - 1);
    if (row >= picture.dataset.rows && below(1)) (picture = below(1)), (row = 0);
    row = Math.min(picture.dataset.rows - 1, Math.max(0, row));
    column = Math.min(picture.dataset.columns - 1, Math.max(0, column));
    picture.scrollIntoView({ block: "nearest", inline: "nearest" });
    show(picture, row, column);
  });
}
for (const text of document.querySelectorAll(".coloured")) {
  const box = boxIn(text.parentNode);
  const show = (event) => {
    const word = event.target.closest("[data-note]");
    if (word === null) return void (box.hidden = true);
    box.replaceChildren(line(word.textContent, "b"), ...word.dataset.note.split("|").map((part) => line(part, "div")));
    const size = word.getBoundingClientRect();
    placeBox(box, text.parentNode, size.left, size.bottom + 6);
  };
  text.addEventListener("pointerover", show);
  text.addEventListener("click", show);
  text.addEventListener("pointerleave", () => (box.hidden = true));
}
`.trim();
