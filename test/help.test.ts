import type { Command } from "commander";
import { beforeAll, describe, expect, test } from "vitest";
import { newCommandResult } from "../src/cli/command-result.ts";
import { programOf } from "../src/cli/main.ts";

/** Columns of a terminal that help is written for. */
const widest = 100;

const commands: (readonly [name: string, command: Command])[] = [];

function collect(command: Command, name: string): void {
  commands.push([name, command]);
  for (const below of command.commands) collect(below, `${name} ${below.name()}`);
}

beforeAll(async () => collect(await programOf(newCommandResult()), "lookback"));

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (part) => void (text += part), getOutHelpWidth: () => widest });
  command.outputHelp();
  return text;
}

describe("the help of every command", () => {
  test("fits a terminal, and has no blanks at the ends of its lines", () => {
    expect(commands.length).toBeGreaterThan(12);
    const wrong = commands.flatMap(([name, command]) =>
      helpOf(command)
        .split("\n")
        .filter((line) => Array.from(line).length > widest || line.endsWith(" "))
        .map((line) => `${name}: ${line}`),
    );
    expect(wrong).toEqual([]);
  });

  test("describes the command, each argument and each option", () => {
    for (const [name, command] of commands) {
      expect([name, command.description() === ""]).toEqual([name, false]);
      for (const argument of command.registeredArguments)
        expect([name, argument.name(), argument.description === ""]).toEqual([name, argument.name(), false]);
      for (const option of command.options)
        expect([name, option.flags, option.description === ""]).toEqual([name, option.flags, false]);
    }
  });
});
