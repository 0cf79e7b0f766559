import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dewPoint, moistAir, saturationPressure } from "./moist-air.ts";
import { simulateWeather, weatherColumns } from "./simulate.ts";
import { insolation } from "./sun.ts";
import { readingsIn, writeWeatherCsv } from "./write.ts";

const year = simulateWeather({ rows: readingsIn(1), seed: 1 });
const column = (name: (typeof weatherColumns)[number]): Float64Array => {
  const k = weatherColumns.indexOf(name);
  return Float64Array.from({ length: year.times.length }, (_, i) => year.values[i * weatherColumns.length + k]);
};
const mean = (values: Float64Array): number => values.reduce((a, b) => a + b, 0) / values.length;
const meanChange = (values: Float64Array, lag: number): number =>
  mean(values.subarray(lag).map((v, i) => Math.abs(v - values[i])));

test("the same seed gives the same weather, another seed another, and a shorter run its beginning", () => {
  const once = simulateWeather({ rows: 500, seed: 3 });
  expect(simulateWeather({ rows: 500, seed: 3 }).values).toEqual(once.values);
  expect(simulateWeather({ rows: 500, seed: 4 }).values).not.toEqual(once.values);
  expect(simulateWeather({ rows: 100, seed: 3 }).values).toEqual(once.values.slice(0, 1400));
});

test("temperature varies about as in Jena, and a day ahead is hard for persistence", () => {
  const temperature = column("T (degC)");
  const centre = mean(temperature);
  const deviation = Math.sqrt(mean(temperature.map((v) => (v - centre) ** 2)));
  expect(centre).toBeGreaterThan(6);
  expect(centre).toBeLessThan(13);
  expect(deviation).toBeGreaterThan(7);
  expect(deviation).toBeLessThan(10);
  expect(meanChange(temperature, 144)).toBeGreaterThan(2.2);
  expect(meanChange(temperature, 144)).toBeLessThan(3.2);
});

test("pressure falls before temperature does", () => {
  const [pressure, temperature] = [column("p (mbar)"), column("T (degC)")];
  const rows = temperature.length - 288;
  const before = Float64Array.from({ length: rows }, (_, i) => pressure[i + 144] - pressure[i]);
  const after = Float64Array.from({ length: rows }, (_, i) => temperature[i + 288] - temperature[i + 144]);
  const covariance = mean(before.map((v, i) => v * after[i]));
  expect(covariance).toBeGreaterThan(1);
});

test("all readings are possible ones", () => {
  const humidity = column("rh (%)");
  expect(year.values.every((v) => Number.isFinite(v))).toBe(true);
  expect(Math.min(...humidity)).toBeGreaterThan(3);
  expect(Math.max(...humidity)).toBeLessThanOrEqual(99.6);
  expect(Math.min(...column("wd (deg)"))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...column("wd (deg)"))).toBeLessThanOrEqual(360);
  const wind = column("wv (m/s)");
  expect(column("max. wv (m/s)").every((gust, i) => gust > wind[i])).toBe(true);
});

test("moist air by the book", () => {
  expect(saturationPressure(20)).toBeCloseTo(23.37, 1); // mbar, tables
  expect(dewPoint(saturationPressure(7.3))).toBeCloseTo(7.3, 10);
  const [potential, , humidity, , , deficit, specific, , density] = moistAir(1000, 15, 10);
  expect(potential).toBeCloseTo(288.15, 10);
  expect(humidity).toBeCloseTo(58.6, 0);
  expect(deficit).toBeCloseTo(saturationPressure(15) - 10, 10);
  expect(specific).toBeCloseTo(6.24, 2);
  expect(density).toBeCloseTo(1204, 0);
});

test("the sun is up in summer noons and down at night", () => {
  expect(insolation(Date.UTC(2020, 5, 21, 12))).toBeCloseTo(Math.cos(((50.9 - 23.45) * Math.PI) / 180), 2);
  expect(insolation(Date.UTC(2020, 11, 21, 12))).toBeCloseTo(Math.cos(((50.9 + 23.45) * Math.PI) / 180), 2);
  expect(insolation(Date.UTC(2020, 5, 21, 0))).toBe(0);
});

test("the file is in the station's form, whole, and leaves nothing else behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lookback-weather-"));
  const path = join(folder, "weather.csv");
  expect(await writeWeatherCsv(path, { rows: 5000, seed: 2, start: Date.UTC(2020, 1, 28, 23, 50) })).toBe(5000);
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(lines).toHaveLength(5001);
  expect(lines[0].split(",")).toHaveLength(15);
  expect(lines[1]).toMatch(/^28\.02\.2020 23:50:00,\d+\.\d\d,/);
  expect(lines[2]).toMatch(/^29\.02\.2020 00:00:00,/);
  expect(await readdir(folder)).toEqual(["weather.csv"]);
  await rm(folder, { recursive: true });
});
