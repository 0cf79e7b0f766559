/**
 * The vapour pressure in mbar at which air of a temperature in °C is saturated: Magnus's formula with Sonntag's (1990)
 * constants over water.
 */
export function saturationPressure(celsius: number): number {
  return 6.112 * Math.exp((17.62 * celsius) / (243.12 + celsius));
}

/** The temperature in °C at which a vapour pressure in mbar saturates the air: the inverse of saturationPressure. */
export function dewPoint(vapour: number): number {
  const x = Math.log(vapour / 6.112);
  return (243.12 * x) / (17.62 - x);
}

/**
 * What follows from pressure in mbar, temperature in °C and vapour pressure in mbar: potential temperature in K
 * (Poisson's equation), dew point in °C, relative humidity in %, saturation pressure, vapour pressure and their
 * difference in mbar, specific humidity in g/kg, water vapour in mmol/mol, and density in g/m³ (gas law for moist air).
 */
export function moistAir(pressure: number, celsius: number, vapour: number): readonly number[] {
  const kelvin = celsius + 273.15;
  const saturated = saturationPressure(celsius);
  const specific = (622 * vapour) / (pressure - 0.378 * vapour);
  return [
    kelvin * (1000 / pressure) ** 0.2857,
    dewPoint(vapour),
    (100 * vapour) / saturated,
    saturated,
    vapour,
    saturated - vapour,
    specific,
    (1000 * vapour) / pressure,
    (1e5 * pressure) / (287.05 * kelvin * (1 + (0.608 * specific) / 1000)),
  ];
}
