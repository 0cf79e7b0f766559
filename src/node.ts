/**
 * What only Node can do: models in folders, and whole jobs from a file to a report. `lookback` itself has layers,
 * training and data.
 */
export { started } from "./kernels/started-node.ts";

export { checkpoint, type CheckpointEvery, type CheckpointOptions } from "./files/checkpoint.ts";
export { csvLog, type CsvLogOptions } from "./files/csv-log.ts";
export { loadModel, loadTrainingState, saveModel, saveTrainingState } from "./files/folder.ts";
export { jsonLinesLog, type JsonLinesLogOptions } from "./files/json-lines-log.ts";
export { modelCheckpoint, type ModelCheckpointOptions } from "./files/model-checkpoint.ts";
export { bestCheckpoint, resume, type BestCheckpoint, type Resumed } from "./files/resume.ts";
export type { LoadOptions } from "./files/saved-custom.ts";
export { tensorBoardLog, type TensorBoardLogOptions } from "./files/tensor-board-log.ts";
export { writeFileAtomic } from "./files/atomic.ts";
export { explainText, type ExplainTextOptions } from "./jobs/explain/explain-text.ts";
export { explainWindow, type ExplainWindowOptions } from "./jobs/explain/explain-window.ts";
export { forecast } from "./jobs/forecast/forecast.ts";
export type { ForecastOptions } from "./jobs/forecast/options.ts";
export { predict } from "./jobs/forecast/predict.ts";
export { saveForecast } from "./jobs/forecast/save.ts";
export { branchingParser, type BranchingParser } from "./jobs/parse/branching.ts";
export { readTreebank, type Treebank } from "./jobs/parse/read-treebank.ts";
export type { ScoreTranslationOptions } from "./jobs/score/options.ts";
export { scoreTranslation, type TranslationScores } from "./jobs/score/score-translation.ts";
export { scoreTrees, type ScoreTreesOptions, type TreeScores } from "./jobs/score/score-trees.ts";
export { DataError } from "./jobs/table/data-error.ts";
export { describeDiagnosis } from "./jobs/table/describe.ts";
export { diagnose } from "./jobs/table/diagnosis.ts";
export { readTable } from "./jobs/table/read.ts";
export { repair } from "./jobs/table/repair.ts";
export {
  openCorpus,
  prepareCorpus,
  type Corpus,
  type CorpusOptions,
  type CorpusSummary,
} from "./jobs/translate/prepare-corpus.ts";
export type { PairSource } from "./jobs/translate/pair-lines.ts";
export { readPairs, type SentencePairs } from "./jobs/translate/read-pairs.ts";
export { splitPairs, type PairSplit, type PairSplitOptions } from "./jobs/translate/split-pairs.ts";
export { simulateWeather } from "./jobs/weather/simulate.ts";
export { writeWeatherCsv } from "./jobs/weather/write.ts";
