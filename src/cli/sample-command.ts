import { Argument, Command, InvalidArgumentError } from "commander";
import { readingsIn, writeWeatherCsv } from "../jobs/weather/write.ts";
import { helpText } from "./help-text.ts";
import { outFileOption } from "./output-options.ts";
import { outputTo } from "./outputs.ts";
import { integer } from "./arguments.ts";
import { visible } from "./visible.ts";

interface Flags {
  readonly years: number;
  readonly seed: number;
  readonly out?: string;
}

export function sampleCommand(): Command {
  return new Command("sample")
    .description(
      "Writes simulated weather: 14 variables every ten minutes, named like those of the station in Jena. Nothing " +
        "in it was measured.",
    )
    .addArgument(new Argument("<KIND>", "what to simulate").choices(["weather"]))
    .option("--years <n>", "how long; parts of years are allowed", years, 2)
    .option("--seed <n>", "another seed, other weather", integer(0), 1)
    .addOption(outFileOption("weather.csv"))
    .addHelpText(
      "after",
      helpText(
        "\nThe same seed gives the same readings. Two years of seed 1 are what lookback forecast takes without a FILE.",
      ),
    )
    .action(run);
}

async function run(_kind: string, { years: length, seed, out = "weather.csv" }: Flags): Promise<void> {
  const { say } = await outputTo(out, []);
  const rows = await writeWeatherCsv(out, { rows: readingsIn(length), seed });
  say(`${rows.toLocaleString("en-US")} readings of simulated weather in ${visible(out)}`);
}

function years(text: string): number {
  const value = Number(text);
  if (!(value > 0) || value > 100) throw new InvalidArgumentError("It is a number above 0 and up to 100.");
  return value;
}
