import type { InsidePart, InsidePass } from "../../explaining/inside.ts";
import { backend } from "../../kernels/current.ts";
import type { GatePart, GatePass } from "../../report/explain/explain-data.ts";

/** Passes as a report shows them, without the first `skip` steps, which are padding. */
export function gatePasses(passes: readonly InsidePass[], skip = 0): readonly GatePass[] {
  const part = ({ name, values }: InsidePart): GatePart => ({
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

/** Which kernels ran, for a report. */
export function kernelsInUse(): { readonly kernels: string; readonly threads: number } {
  return { kernels: `${backend.name} (${backend.simd})`, threads: backend.threads };
}
