import { escapeText } from "./format.ts";

/** What elements of a browser and of linkedom have in common. */
interface SvgNode {
  readonly nodeType: number;
  readonly nodeValue: string | null;
  readonly localName?: string;
  readonly attributes?: Iterable<{ readonly name: string; readonly value: string }>;
  readonly childNodes: Iterable<SvgNode>;
}

const elementNode = 1;
const textNode = 3;

const geometry = new Set([
  "d",
  "x",
  "y",
  "x1",
  "x2",
  "y1",
  "y2",
  "cx",
  "cy",
  "r",
  "width",
  "height",
  "transform",
  "points",
]);
/** Names inside a picture that is read out as a whole reach nobody, and Plot's class needs Plot's style sheet. */
const dropped = new Set(["aria-label", "aria-hidden", "aria-description", "class"]);

/**
 * The children of an SVG element as text that is right both in HTML and as XML. Style sheets are left out, and
 * coordinates are rounded to a tenth, which makes long lines three times shorter.
 */
export function svgElements(parent: { readonly childNodes: Iterable<SvgNode> }): string {
  let text = "";
  for (const node of parent.childNodes) {
    if (node.nodeType === textNode) text += escapeText(node.nodeValue ?? "");
    else if (node.nodeType === elementNode && node.localName !== "style") text += svgElement(node);
  }
  return text;
}

function svgElement(node: SvgNode): string {
  let attributes = "";
  for (const { name, value } of node.attributes ?? []) {
    if (dropped.has(name)) continue;
    attributes += ` ${name}="${escapeText(geometry.has(name) ? roundNumbers(value) : value)}"`;
  }
  const children = svgElements(node);
  return children === ""
    ? `<${node.localName}${attributes}/>`
    : `<${node.localName}${attributes}>${children}</${node.localName}>`;
}

function roundNumbers(value: string): string {
  if (value.endsWith("em")) return value;
  return value.replace(/-?\d*\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10));
}
