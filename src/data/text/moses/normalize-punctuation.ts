import { checkOptions } from "../../../tensor/options.ts";
import type { MosesLanguage } from "./abbreviations.ts";

type Rule = readonly [pattern: RegExp, replacement: string];

const brackets: readonly Rule[] = [
  [/\r/g, ""],
  [/\(/g, " ("],
  [/\)/g, ") "],
  [/ +/g, " "],
  [/\) ([.!:?;,])/g, ")$1"],
  [/\( /g, "("],
  [/ \)/g, ")"],
  [/(\d) %/g, "$1%"],
  [/ ([:;])/g, "$1"],
];

const quotes: readonly Rule[] = [
  [/`/g, "'"],
  [/''/g, ' " '],
  [/[„“”]/g, '"'],
  [/–/g, "-"],
  [/—/g, " - "],
  [/ +/g, " "],
  [/´/g, "'"],
  [/([a-z])[‘’]([a-z])/gi, "$1'$2"],
  [/[‘‚’]/g, "'"],
  [/''/g, '"'],
  [/…/g, "..."],
  [/ « /g, ' "'],
  [/« ?/g, '"'],
  [/ » /g, '" '],
  [/ ?»/g, '"'],
];

/** No-break spaces, where French and others put them. */
const noBreaks: readonly Rule[] = [
  [/\u00A0([%:?!;])/g, "$1"],
  [/nº\u00A0/g, "nº "],
  [/\u00A0(ºC|cm)/g, " $1"],
  [/,\u00A0/g, ", "],
  [/ +/g, " "],
];

/** Where a comma or full stop stands at the end of a quotation, and how thousands are parted. */
const byLanguage: Readonly<Record<MosesLanguage, readonly Rule[]>> = {
  en: [
    [/"([,.]+)/g, '$1"'],
    [/(\d)\u00A0(\d)/g, "$1.$2"],
  ],
  de: continental(),
  fr: continental(),
};

function continental(): readonly Rule[] {
  return [
    [/,"/g, '",'],
    [/(?<!\.)(\.+)"(\s*[^<])/g, '"$1$2'],
    [/(\d)\u00A0(\d)/g, "$1,$2"],
  ];
}

/**
 * One way to write each sign, by the rules of normalize-punctuation.perl of Moses (Koehn et al. 2007): straight
 * quotation marks and apostrophes, plain hyphens for dashes, three full stops for an ellipsis, no space before signs
 * that French sets off. Meant to go before mosesTokenize.
 */
export function mosesNormalize(text: string, options: { readonly language: MosesLanguage }): string {
  checkOptions("mosesNormalize", options, { language: true });
  const { language } = options;
  return [...brackets, ...quotes, ...noBreaks, ...byLanguage[language]].reduce(
    (line, [pattern, replacement]) => line.replace(pattern, replacement),
    text,
  );
}
