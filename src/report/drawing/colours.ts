/**
 * The colours of figures, as CSS custom properties with their light values behind them: a page sets the properties for
 * light and dark, and a figure on its own is right on white. Blue against orange is told apart in every common
 * colour-vision deficiency; the naive forecast is dashed besides.
 */
export const lightColours = {
  ink: "#1c2430",
  muted: "#5d6876",
  faint: "#98a2ae",
  grid: "#e4e7eb",
  surface: "#ffffff",
  truth: "#1c2430",
  best: "#0b66c3",
  naive: "#c2570c",
  training: "#98a2ae",
  validation: "#0a7d68",
  band: "#dbe7f5",
  band50: "#8fb9e6",
  band80: "#bdd6f0",
  band95: "#e0ebf7",
} as const;

export type ColourName = keyof typeof lightColours;

/** The same on a dark page. */
export const darkColours: Readonly<Record<ColourName, string>> = {
  ink: "#e8eaed",
  muted: "#a3adb9",
  faint: "#737e8b",
  grid: "#2b323b",
  surface: "#14181d",
  truth: "#e8eaed",
  best: "#5fb0ff",
  naive: "#ff9f57",
  training: "#737e8b",
  validation: "#43cfb0",
  band: "#20344b",
  band50: "#33669c",
  band80: "#264a70",
  band95: "#1d3045",
};

/** The CSS value of a colour: the page's custom property, else its light value. */
export function colour(name: ColourName): string {
  return `var(--${name},${lightColours[name]})`;
}

/** The declarations that give a page its colours. */
export function colourProperties(colours: Readonly<Record<ColourName, string>>): string {
  return Object.entries(colours)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(" ");
}
