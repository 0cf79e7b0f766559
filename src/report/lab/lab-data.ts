/** What the reports of experiments show. Plain data; `null` stands where there is no number. */
export interface LabData {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The command that made this, to be typed again. */
  readonly commandLine: string;
  /** Which kernels ran, such as "native (AVX2)". */
  readonly kernels: string;
  readonly threads: number;
  /** Whether the experiment was ended before all of it was done. */
  readonly interrupted: boolean;
  /** Paragraphs of plain text on how it was done and what to keep in mind. */
  readonly notes: readonly string[];
}
