/** Degrees north of the simulated station: Jena's. */
const latitude = (50.9 * Math.PI) / 180;
const day = 86_400_000;

/**
 * The sine of the sun's elevation, 0 at night: how strongly the sun shines on level ground, in parts of the sun
 * overhead. `time` is local solar time in milliseconds since 1970. Declination by Cooper (1969): δ = 23.45° · sin(2π
 * (284 + n)/365.25), n the day of the year.
 */
export function insolation(time: number): number {
  const date = new Date(time);
  const dayOfYear = (time - Date.UTC(date.getUTCFullYear(), 0, 1)) / day + 1;
  const declination = ((23.45 * Math.PI) / 180) * Math.sin((2 * Math.PI * (284 + dayOfYear)) / 365.25);
  const hourAngle = 2 * Math.PI * ((time / day) % 1) - Math.PI;
  const sine =
    Math.sin(latitude) * Math.sin(declination) + Math.cos(latitude) * Math.cos(declination) * Math.cos(hourAngle);
  return Math.max(0, sine);
}
