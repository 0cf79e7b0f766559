import { colour } from "../drawing/colours.ts";
import { escapeText } from "../drawing/format.ts";
import type { ShownTree } from "./parse-data.ts";

interface Placed {
  readonly tree: ShownTree;
  /** Middle, from the left. */
  readonly x: number;
  readonly depth: number;
  readonly children: readonly Placed[];
}

const [rowHeight, letter, gap, size] = [34, 7.4, 14, 13];

/** A tree as SVG: words along the bottom, phrases above them. */
export function drawTree(tree: ShownTree, title: string): string {
  let right = 0;
  const place = (part: ShownTree, depth: number): Placed => {
    if (part.children.length === 0) {
      const width = Math.max(1, part.label.length) * letter;
      const x = right + width / 2;
      right += width + gap;
      return { tree: part, x, depth, children: [] };
    }
    const children = part.children.map((child) => place(child, depth + 1));
    return { tree: part, x: (children[0].x + children[children.length - 1].x) / 2, depth, children };
  };
  const root = place(tree, 0);
  const bottom = deepest(root);
  const [lines, texts]: [string[], string[]] = [[], []];
  const yOf = ({ depth, children }: Placed): number => (children.length === 0 ? bottom : depth) * rowHeight + 16;
  const draw = (part: Placed): void => {
    const isWord = part.children.length === 0;
    const paint = isWord ? "var(--ink)" : colour("best");
    texts.push(
      `<text x="${part.x.toFixed(1)}" y="${yOf(part)}" text-anchor="middle" ` +
        `font-size="${size}"${isWord ? "" : ' font-weight="600"'} ` +
        `fill="${paint}">${escapeText(part.tree.label)}</text>`,
    );
    for (const child of part.children) {
      lines.push(`M${part.x.toFixed(1)} ${yOf(part) + 5}L${child.x.toFixed(1)} ${yOf(child) - 13}`);
      draw(child);
    }
  };
  draw(root);
  const [width, height] = [Math.max(40, right - gap) + 8, bottom * rowHeight + 24];
  return (
    `<svg role="img" aria-label="${escapeText(title)}" width="${width.toFixed(0)}" height="${height}" viewBox="-4 ` +
    `0 ${width.toFixed(0)} ${height}">` +
    `<path d="${lines.join("")}" fill="none" stroke="var(--muted)"/>${texts.join("")}</svg>`
  );
}

function deepest({ depth, children }: Placed): number {
  return children.reduce((most, child) => Math.max(most, deepest(child)), depth);
}
