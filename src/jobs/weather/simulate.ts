import { checkOptions } from "../../tensor/options.ts";
import { fold, normal, randomKey, type RandomKey } from "../../tensor/random.ts";
import { moistAir, saturationPressure } from "./moist-air.ts";
import { insolation } from "./sun.ts";

/** The variables of the simulated station, named as the weather station in Jena names its own. */
export const weatherColumns = [
  "p (mbar)",
  "T (degC)",
  "Tpot (K)",
  "Tdew (degC)",
  "rh (%)",
  "VPmax (mbar)",
  "VPact (mbar)",
  "VPdef (mbar)",
  "sh (g/kg)",
  "H2OC (mmol/mol)",
  "rho (g/m**3)",
  "wv (m/s)",
  "max. wv (m/s)",
  "wd (deg)",
] as const;

export interface SimulationOptions {
  /** Readings to make. */
  readonly rows: number;
  /** Default: 1. */
  readonly seed?: number;
  /** First reading in milliseconds since 1970, taken as local time. Default: 2019-01-01 00:00. */
  readonly start?: number;
}

/** Simulated readings every ten minutes. */
export interface SimulatedWeather {
  readonly columns: typeof weatherColumns;
  /** [rows], milliseconds since 1970 */
  readonly times: Float64Array;
  /** [rows, 14] */
  readonly values: Float32Array;
}

/** Milliseconds between readings. */
export const readingStep = 600_000;

const hour = 3_600_000;

/**
 * A weather station that never was: 14 variables in Jena's latitude, ten minutes apart. Nothing in it was measured.
 *
 * Slow random processes (Ornstein and Uhlenbeck 1930) stand for fronts: the pressure falls, the wind rises and turns
 * and clouds gather first, and the air behind a front is felt up to a day later as a change of temperature, which is
 * what a forecast can learn. The sun's angle gives seasons and days, clouds damp the day, and moisture follows from
 * thermodynamics (Magnus's formula, the gas law). The same seed gives the same readings anywhere.
 */
export function simulateWeather(options: SimulationOptions): SimulatedWeather {
  checkOptions("simulateWeather", options, { rows: true, seed: true, start: true });
  const { rows, seed = 1, start = Date.UTC(2019, 0, 1) } = options;
  const key = fold(randomKey(seed), "weather");
  const process = (name: string, days: number): Float64Array => slowProcess(fold(key, name), rows, days * 24);
  // Unit deviation each, with correlation times in days.
  const [front, frontDetail, airMass, cloudiness, moisture] = [
    process("front", 2.2),
    process("front detail", 0.7),
    process("air mass", 5),
    process("clouds", 0.35),
    process("moisture", 1.6),
  ];
  const [east, north, gusts] = [process("east", 0.25), process("north", 0.25), process("gusts", 0.05)];
  const times = Float64Array.from({ length: rows }, (_, i) => start + i * readingStep);
  const values = new Float32Array(rows * weatherColumns.length);
  const arriving = new Lag(0, 20); // hours until the air behind a front is felt
  const warmed = new Lag(insolation(start), 3.5); // the ground follows the sun by hours
  const season = new Lag(0, 24 * 26); // and the year by weeks
  for (let day = -120; day < 0; day++) season.follow(dailyMeanOfSun(start + day * 24 * hour), 24);
  for (let i = 0; i < rows; i++) {
    const trough = 0.85 * front[i] + 0.5 * frontDetail[i];
    const pressure = 989 - 7.5 * trough + 1.5 * airMass[i];
    const clouds = 1 / (1 + Math.exp(-1.3 * (trough + 0.9 * cloudiness[i])));
    const advected = arriving.follow(-6.3 * trough + 3 * airMass[i], 1 / 6);
    const sun = insolation(times[i]);
    const mean = i % 144 === 0 ? season.follow(dailyMeanOfSun(times[i]), 24) : season.value;
    const heated = warmed.follow(sun * (1 - 0.72 * clouds) + 0.1 * clouds, 1 / 6);
    const climate = -1.6 + 50 * mean;
    const temperature = climate + advected + 27 * (heated - 0.6 * mean - 0.03);
    const saturated = saturationPressure(temperature);
    // Vapour of the air mass: as much as air a few degrees cooler than the day's mean can hold, more under clouds.
    const dew = climate + 0.85 * advected - 4.6 + 3.2 * (clouds - 0.5) + 1.9 * moisture[i];
    const vapour = Math.min(saturationPressure(dew), 0.995 * saturated);
    const [u, v] = [1.1 + 0.9 * trough + 1.35 * east[i], 0.3 - 0.8 * front[i] + 1.2 * north[i]];
    const speed = Math.hypot(u, v) * (0.75 + 0.5 * heated);
    const gust = speed * (1.45 + 0.25 * Math.abs(gusts[i])) + 0.4;
    const direction = (270 - (Math.atan2(v, u) * 180) / Math.PI + 360) % 360;
    const air = moistAir(pressure, temperature, vapour);
    values.set([pressure, temperature, ...air, speed, gust, direction], i * weatherColumns.length);
  }
  return { columns: weatherColumns, times, values };
}

/** The mean over a day of how strongly the sun shines on level ground, in parts of the sun overhead. */
function dailyMeanOfSun(time: number): number {
  const midnight = Math.floor(time / (24 * hour)) * 24 * hour;
  let sum = 0;
  for (let h = 0; h < 24; h++) sum += insolation(midnight + h * hour);
  return sum / 24;
}

/** Follows a signal with a time constant in hours: d value/dt = (signal − value) / constant. */
class Lag {
  value: number;
  readonly #hours: number;

  constructor(value: number, hours: number) {
    this.value = value;
    this.#hours = hours;
  }

  follow(signal: number, elapsed: number): number {
    this.value += (signal - this.value) * (1 - Math.exp(-elapsed / this.#hours));
    return this.value;
  }
}

/**
 * A process of standard deviation 1 whose correlation fades over `hours`: an Ornstein–Uhlenbeck process, smoothed once
 * more so that it has no kinks, at steps of ten minutes.
 */
function slowProcess(key: RandomKey, rows: number, hours: number): Float64Array {
  const decay = Math.exp(-1 / (6 * hours));
  const smoothing = Math.exp(-1 / (6 * hours * 0.25));
  const drive = Math.sqrt(1 - decay * decay);
  const warmUp = Math.ceil(6 * hours * 6);
  const noise = normal(key, rows + warmUp);
  // Deviation of the smoothed process: for rates a = 1/τ and b = 4/τ it is √(b/(a + b)).
  const scale = Math.sqrt(1.25);
  const values = new Float64Array(rows);
  let [state, smooth] = [noise[0], noise[0]];
  for (let i = 0; i < rows + warmUp; i++) {
    state = decay * state + drive * noise[i];
    smooth = smoothing * smooth + (1 - smoothing) * state;
    if (i >= warmUp) values[i - warmUp] = smooth * scale;
  }
  return values;
}
