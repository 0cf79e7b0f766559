/** What only Node can do: models in folders, and whole jobs from a file to a report. `lookback` itself has layers, training and data. */
export { started } from "./kernels/started-node.ts";

export { checkpoint, type CheckpointEvery, type CheckpointOptions } from "./files/checkpoint.ts";
export { csvLog, type CsvLogOptions } from "./files/csv-log.ts";
export { loadModel, loadTrainingState, saveModel, saveTrainingState } from "./files/folder.ts";
export { bestCheckpoint, resume, type BestCheckpoint, type Resumed } from "./files/resume.ts";
export { writeFileAtomic } from "./files/atomic.ts";
export { forecast } from "./jobs/forecast/forecast.ts";
export type { ForecastOptions } from "./jobs/forecast/options.ts";
export { predict } from "./jobs/forecast/predict.ts";
export { saveForecast } from "./jobs/forecast/save.ts";
export { DataError } from "./jobs/table/data-error.ts";
export { describeDiagnosis } from "./jobs/table/describe.ts";
export { diagnose } from "./jobs/table/diagnosis.ts";
export { readTable } from "./jobs/table/read.ts";
export { repair } from "./jobs/table/repair.ts";
export { simulateWeather } from "./jobs/weather/simulate.ts";
export { writeWeatherCsv } from "./jobs/weather/write.ts";
