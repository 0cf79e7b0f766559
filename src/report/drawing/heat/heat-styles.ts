/** The style sheet of heat maps and coloured texts, behind that of reports. */
export const heatStyles: string = `
.parts {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr)); gap: 6px 32px;
  margin: 0 0 18px; font-size: 0.85rem;
}
.parts div { display: grid; grid-template-columns: 1fr auto; gap: 0 16px; align-items: center; align-content: start; }
.parts dt { font-weight: 600; }
.parts dd { margin: 0; color: var(--muted); }
.parts dd:first-of-type { grid-column: 1; grid-row: 2; }
.parts dd:last-of-type { grid-column: 2; grid-row: 1; }
.ramp { display: inline-flex; align-items: center; gap: 6px; margin-left: 4px; white-space: nowrap; color: var(--ink); }
.ramp img { width: 72px; height: 9px; border-radius: 2px; }
.strips { position: relative; }
.strips:focus-visible { outline: 2px solid var(--best); outline-offset: 4px; border-radius: 2px; }
.strips img { display: block; width: 100%; image-rendering: pixelated; cursor: crosshair; }
.strips .chunk { position: relative; }
.strips .name {
  height: 20px; margin-top: 6px; font-size: 0.75rem; line-height: 20px; color: var(--muted);
  white-space: nowrap;
}
.strips .name span { position: sticky; left: 0; }
.strips .rule {
  position: absolute; top: 0; bottom: 0; outline: 1px solid var(--ink); pointer-events: none;
  mix-blend-mode: normal; opacity: 0.7;
}
.worded { overflow-x: auto; white-space: nowrap; padding-bottom: 6px; }
.worded .chunk { display: inline-block; width: calc(var(--n) * var(--w)); vertical-align: top; }
.words { display: flex; height: 92px; margin-top: 4px; overflow: hidden; font-size: 12px; }
.words span {
  flex: none; width: var(--w); line-height: var(--w); writing-mode: vertical-rl; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap;
}
.timed { margin-bottom: 10px; }
.heads { display: flex; flex-wrap: wrap; gap: 20px 40px; }
.heads > div { max-width: 100%; }
.square:not(.named) { width: 420px; max-width: 100%; }
.square:not(.named) img { height: auto !important; aspect-ratio: 1; }
.square.named { display: flex; overflow-x: auto; }
.square.named .chunk { flex: none; width: calc(var(--n) * var(--w)); }
.sides { flex: none; padding: 26px 8px 0 0; font-size: 12px; text-align: right; }
.sides span {
  display: block; height: var(--w); line-height: var(--w); max-width: 110px; overflow: hidden;
  text-overflow: ellipsis; white-space: nowrap;
}
.coloured { max-width: 72ch; color: var(--ink); font-size: 1.05rem; line-height: 1.95; cursor: default; }
.coloured .unread { color: var(--faint); }
.cut { font-size: 0.9rem; }
mark {
  padding: 2px 1px; border-radius: 3px; color: inherit;
  background: color-mix(in srgb, var(--hue) calc(var(--share) * 0.45), transparent);
  print-color-adjust: exact; -webkit-print-color-adjust: exact;
}
mark.for { --hue: var(--best); }
mark.against { --hue: var(--naive); }
mark.strong { text-decoration: underline 2px; text-underline-offset: 4px; text-decoration-color: var(--hue); }
mark.strong.against { text-decoration-style: dashed; }
.scale { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; margin: 6px 0 18px; font-size: 0.85rem; }
.strongest .skill { width: 44%; }
.strongest .note { display: inline; margin-left: 6px; }
.strongest .number { width: 64px; }
.strongest .bar { width: calc(100% - 74px); }
@media (max-width: 759px) {
  .strongest .skill { width: auto; min-width: 116px; }
  .strongest .number { width: 54px; margin-right: 4px; }
  .strongest .bar { width: calc(100% - 60px); min-width: 44px; }
  .strongest td, .strongest thead th { padding-left: 8px; white-space: normal; }
  .strongest .note { display: block; margin-left: 0; }
}
@media print {
  .worded { overflow: visible; white-space: normal; --w: 11px !important; }
  .worded .chunk { break-inside: avoid; margin-bottom: 12px; }
  .worded img { height: 56px !important; }
  .words { font-size: 8px; height: 64px; }
  .strips img { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .square:not(.named) { width: 300px; }
  figure.heat { break-inside: auto; }
}
`.trim();
