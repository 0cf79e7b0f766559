import type { RecordedPart, RecordedPass } from "../../explaining/record-activations.ts";
import { backendInUse } from "../../tensor/backend-in-use.ts";
import type { GatePart, GatePass, WindowInside } from "../../report/drawing/gates/gate-data.ts";
import { finiteOrNull } from "../finite-or-null.ts";
import type { Ground } from "../forecast/forecaster.ts";

/** Passes as a report shows them, without the first `skip` steps, which are padding. */
export function gatePasses(passes: readonly RecordedPass[], skip = 0): readonly GatePass[] {
  const part = ({ name, values }: RecordedPart): GatePart => ({
    name,
    values: values.map((unit) =>
      Array.from(unit.subarray(skip), (value) => (Number.isFinite(value) ? rounded(value) : null)),
    ),
  });
  return passes.map(({ layer, kind, reverse, states, gates }) => ({
    layer,
    kind,
    reverse,
    states: states.map(part),
    gates: gates.map(part),
  }));
}

/** Colours have 255 steps: more than six digits are not seen. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** Times and values of the target in the window that ends at a row. */
export function windowReadings(
  { table, targetColumn, geometry: { steps, every } }: Pick<Ground, "table" | "targetColumn" | "geometry">,
  row: number,
): Pick<WindowInside, "times" | "values"> {
  const rows = Array.from({ length: steps }, (_, i) => row - (steps - 1 - i) * every);
  return {
    times: rows.map((each) => table.times[each]),
    values: rows.map((each) => finiteOrNull(table.values[each * table.columns.length + targetColumn])),
  };
}

/** Which kernels ran, for a report. */
export function kernelsInUse(): { readonly kernels: string; readonly threads: number } {
  return { kernels: `${backendInUse().name} (${backendInUse().simd})`, threads: backendInUse().threads };
}
