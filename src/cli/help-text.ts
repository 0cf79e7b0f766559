/** Columns that help is written for. */
const columns = 100;

/**
 * Help below a command's options, wrapped to 100 columns: lines that follow each other are one paragraph; indented ones
 * stay as they are, as lists and examples need.
 */
export function helpText(text: string): string {
  const lines: string[] = [];
  let paragraph: string[] = [];
  const end = (): void => {
    lines.push(...wrapped(paragraph.join(" ")));
    paragraph = [];
  };
  for (const line of text.split("\n")) {
    if (line !== "" && !line.startsWith(" ")) {
      paragraph.push(line);
      continue;
    }
    end();
    lines.push(line);
  }
  end();
  return lines.join("\n");
}

function wrapped(paragraph: string): string[] {
  const lines: string[] = [];
  for (const word of paragraph.split(" ").filter((one) => one !== "")) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
