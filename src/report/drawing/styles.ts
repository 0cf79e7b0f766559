import { colourProperties, darkColours, lightColours } from "./colours.ts";

/**
 * The style sheet of a report: light and dark by the reader's setting, from a phone's width up, and on paper (always
 * light).
 */
export const styles: string = `
:root { color-scheme: light dark; ${colourProperties(lightColours)} --panel: #f6f7f9; }
@media (prefers-color-scheme: dark) { :root { ${colourProperties(darkColours)} --panel: #1b2027; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; scroll-behavior: smooth; }
body {
  margin: 0 auto; padding: 56px 24px 96px; max-width: 928px; background: var(--surface); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
h1 {
  margin: 12px 0 16px; font-size: clamp(1.6rem, 1.1rem + 2.2vw, 2.4rem); line-height: 1.18; font-weight: 650;
  letter-spacing: -0.02em; text-wrap: balance;
}
h2 { margin: 0 0 8px; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -0.012em; }
h3 { margin: 0 0 2px; font-size: 1rem; line-height: 1.4; font-weight: 650; }
p { margin: 0 0 12px; max-width: 68ch; }
a { color: var(--best); text-decoration-thickness: 1px; text-underline-offset: 3px; }
section { margin-top: 80px; scroll-margin-top: 24px; }
section > p { color: var(--muted); }
.eyebrow { margin: 0; color: var(--muted); font-size: 0.9rem; max-width: none; }
.lead { font-size: 1.125rem; color: var(--muted); text-wrap: pretty; }
.simulated {
  padding: 1px 8px; border: 1px solid currentColor; border-radius: 99px; color: var(--naive);
  font-size: 0.8rem; font-style: italic; white-space: nowrap;
}
.answer { display: flex; flex-wrap: wrap; gap: 20px 56px; margin: 36px 0 0; padding: 0; }
.answer div { min-width: 120px; }
.answer dt { color: var(--muted); font-size: 0.9rem; }
.answer dd { margin: 0; font-size: 2rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.02em; }
.answer .best dd { color: var(--best); }
.answer .naive dd { color: var(--naive); }
.contents {
  margin: 40px 0 0; padding: 12px 0; border-top: 1px solid var(--grid); border-bottom: 1px solid var(--grid);
  font-size: 0.9rem;
}
.contents ul { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 0; padding: 0; list-style: none; }
.contents a { color: var(--muted); text-decoration: none; }
.contents a:hover, .contents a:focus-visible { color: var(--ink); text-decoration: underline; }
figure { position: relative; margin: 44px 0 0; break-inside: avoid; }
figcaption { margin-bottom: 14px; }
figcaption p {
  margin: 0; color: var(--muted); font-size: 0.9rem; line-height: 1.5; max-width: 88ch; text-wrap: pretty;
}
svg.figure { display: block; width: 100%; height: auto; overflow: visible; }
svg.figure:focus-visible { outline: 2px solid var(--best); outline-offset: 6px; border-radius: 2px; }
svg.phone { display: none; max-width: 520px; }
.hint { margin: 28px 0 0; font-size: 0.9rem; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 48px; }
.pair figure { display: grid; grid-template-rows: subgrid; grid-row: span 2; row-gap: 0; align-content: start; }
.facts {
  display: grid; grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); gap: 20px 24px;
  margin: 24px 0 0;
}
.facts dt { color: var(--muted); font-size: 0.85rem; }
.facts dd { margin: 0; font-weight: 500; }
.warnings { margin: 28px 0 0; padding: 0; list-style: none; }
.warnings li { padding: 10px 0 10px 16px; border-left: 3px solid var(--naive); max-width: 76ch; }
.warnings li + li { margin-top: 8px; }
pre, code { font: 0.84rem/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
pre {
  margin: 24px 0 0; padding: 16px 18px; border-radius: 8px; background: var(--panel); overflow-x: auto;
  tab-size: 4;
}
.scroll { overflow-x: auto; margin: 0 -24px; padding: 0 24px; }
.scroll:focus-visible { outline: 2px solid var(--best); outline-offset: -2px; }
.leaderboard { width: 100%; border-collapse: collapse; font-size: 0.9rem; line-height: 1.35; white-space: nowrap; }
.leaderboard th, .leaderboard td {
  padding: 9px 0 9px 14px; text-align: right; vertical-align: baseline; font-weight: 400;
}
.leaderboard thead th {
  padding-top: 4px; padding-bottom: 4px; color: var(--muted); font-size: 0.8rem; vertical-align: bottom;
}
.leaderboard thead th[colspan] { padding-left: 14px; color: var(--ink); text-align: left; }
.leaderboard thead th[rowspan], .leaderboard thead tr:last-child th { padding-bottom: 8px; }
.leaderboard tbody tr { border-top: 1px solid var(--grid); }
.leaderboard tbody tr:last-child { border-bottom: 1px solid var(--grid); }
.leaderboard .model { padding-left: 0; text-align: left; white-space: normal; min-width: 132px; max-width: 220px; }
.leaderboard .name { font-weight: 500; }
.leaderboard .is-best .name, .leaderboard .is-best td { font-weight: 650; }
.leaderboard .is-naive .name { color: var(--naive); }
.leaderboard .is-best .name { color: var(--best); }
.leaderboard .note { display: block; color: var(--muted); font-size: 0.88em; font-weight: 400; }
.leaderboard .of { color: var(--muted); font-weight: 400; }
.leaderboard .tag {
  margin-left: 4px; padding: 0 7px; border: 1px solid currentColor; border-radius: 99px; color: var(--muted);
  font-size: 0.75rem; font-weight: 500; white-space: nowrap;
}
.leaderboard .tag.best { color: var(--best); }
.leaderboard .skill { min-width: 142px; white-space: nowrap; }
.leaderboard thead .skill { text-align: left; }
.leaderboard .number { display: inline-block; width: 50px; margin-right: 8px; }
.leaderboard .bar {
  position: relative; display: inline-block; width: calc(100% - 58px); min-width: 70px; height: 10px;
}
.leaderboard .bars { min-width: 72px; }
.leaderboard .bars .bar { width: 100%; }
.leaderboard.narrow { font-size: 0.84rem; }
.leaderboard.narrow :is(th, td):not(.model) { padding-left: 9px; }
.bar .zero { position: absolute; top: -3px; bottom: -3px; width: 1px; background: var(--faint); }
.bar .better, .bar .worse {
  position: absolute; top: 0; bottom: 0; opacity: 0.5; print-color-adjust: exact;
  -webkit-print-color-adjust: exact;
}
.bar .better { border-radius: 0 2px 2px 0; background: var(--best); }
.bar .worse { border-radius: 2px 0 0 2px; background: var(--naive); }
.is-best .bar .better, .is-best .bar .worse { opacity: 1; }
.bar .cut { mask-image: linear-gradient(to right, #000 60%, transparent); }
figure + .scroll { margin-top: 24px; }
.more { margin: 8px 0 0; color: var(--muted); font-size: 0.9rem; }
.verdict { margin: 16px 0 0; color: var(--ink); }
.confusion { border-collapse: separate; border-spacing: 2px; margin-top: 20px; font-size: 0.9rem; }
.confusion th, .confusion td { padding: 7px 12px; text-align: right; font-weight: 400; white-space: nowrap; }
.confusion thead th { color: var(--muted); font-size: 0.8rem; }
.confusion tbody th { text-align: left; font-weight: 500; }
.confusion .cell { min-width: 62px; border-radius: 3px; }
.confusion .right { background: color-mix(in srgb, var(--best) calc(var(--share) * 0.5), var(--surface)); }
.confusion .wrong { background: color-mix(in srgb, var(--naive) calc(var(--share) * 0.7), var(--surface)); }
.texts { margin: 16px 0 0; padding-left: 22px; max-width: 76ch; }
.texts li + li { margin-top: 18px; }
.texts p { margin: 0; }
.readout {
  position: absolute; z-index: 1; padding: 7px 11px; border: 1px solid var(--grid); border-radius: 6px;
  background: var(--surface); box-shadow: 0 2px 10px rgb(0 0 0 / 0.12); font-size: 0.82rem;
  line-height: 1.45; pointer-events: none; white-space: nowrap;
}
.readout b { font-weight: 600; }
.readout i { display: inline-block; width: 9px; height: 9px; margin-right: 7px; border-radius: 50%; }
footer { margin-top: 96px; color: var(--muted); font-size: 0.85rem; }
@media (max-width: 759px) {
  body { padding: 32px 20px 64px; }
  section { margin-top: 60px; }
  .pair { grid-template-columns: minmax(0, 1fr); }
  svg.wide { display: none; }
  svg.phone { display: block; }
  .pair svg.figure { max-width: 520px; }
  .answer { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px 24px; }
  .answer dd { font-size: 1.6rem; }
  .leaderboard .model { min-width: 112px; max-width: 136px; }
}
@media (max-width: 959px) {
  .scroll { margin: 0; padding: 0; }
  .leaderboard .model { position: sticky; left: 0; z-index: 1; background: var(--surface); }
}
@media print {
  :root { color-scheme: light; ${colourProperties(lightColours)} --panel: #f6f7f9; }
  @page { margin: 16mm; }
  body { padding: 0; max-width: none; font-size: 11pt; }
  section { margin-top: 36px; }
  .contents, .readout { display: none; }
  .pair { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  svg.wide { display: block; }
  svg.phone { display: none; }
  h2, figcaption { break-after: avoid; }
  pre { white-space: pre-wrap; }
  .answer { display: flex; }
  .leaderboard { font-size: 8pt; }
  .leaderboard tr { break-inside: avoid; }
  .scroll { overflow: visible; margin: 0; padding: 0; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`.trim();
