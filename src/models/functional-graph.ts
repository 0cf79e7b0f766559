import {
  isInput,
  type AnyLayerSpec,
  type LayerCall,
  type SymbolicInput,
  type SymbolicTensor,
} from "./symbolic-tensor.ts";

/** The layers between the inputs and the outputs of a functional model, in an order in which they can be called. */
export interface FunctionalGraph {
  readonly inputs: readonly NamedInput[];
  /** Each comes after those that it reads of. */
  readonly calls: readonly NamedCall[];
  readonly outputs: readonly SymbolicTensor[];
  /** The name of what each output comes from; of the second of a layer with _1 behind. */
  readonly outputNames: readonly string[];
}

export interface NamedInput {
  readonly name: string;
  readonly source: SymbolicInput;
}

export interface NamedCall {
  /** Of the layer: calls of a layer that is shared have the same. */
  readonly name: string;
  readonly source: LayerCall;
}

/**
 * Finds the layers between the inputs and the outputs, and names them. Names depend on the graph alone: a layer
 * without a name gets its kind, and _1, _2, … in the order of the calls. Throws a TypeError for outputs that depend on
 * other inputs, inputs that no output depends on, and names that occur twice.
 */
export function graphOf(inputs: readonly SymbolicTensor[], outputs: readonly SymbolicTensor[]): FunctionalGraph {
  if (inputs.length === 0 || outputs.length === 0)
    throw new TypeError(`a functional model has inputs and outputs, got ${inputs.length} and ${outputs.length}`);
  const sources = inputs.map(({ source }, i) => {
    if (isInput(source)) return source;
    throw new TypeError(
      `inputs[${i}] comes out of ${source.name ?? source.spec.kind}; help: pass the result of input(shape)`,
    );
  });
  const calls = callsTo(sources, outputs);
  const names = namesOf(sources, calls);
  const nameOf = (source: SymbolicTensor["source"]): string => names.get(isInput(source) ? source : source.spec) ?? "";
  return {
    inputs: sources.map((source) => ({ name: nameOf(source), source })),
    calls: calls.map((source) => ({ name: nameOf(source), source })),
    outputs,
    outputNames: numbered(outputs.map(({ source }) => nameOf(source))),
  };
}

/** All calls that the outputs depend on, each after those that it reads of. */
function callsTo(inputs: readonly SymbolicInput[], outputs: readonly SymbolicTensor[]): readonly LayerCall[] {
  const calls: LayerCall[] = [];
  const known = new Set<SymbolicTensor["source"]>(inputs);
  const seen = new Set<SymbolicTensor["source"]>();
  // A list of what is still to be visited rather than calls within calls, for a graph may be deeper than the stack.
  const path: { readonly call: LayerCall; next: number }[] = [];
  const visit = ({ source }: SymbolicTensor, reader: string): void => {
    if (isInput(source) && !known.has(source)) {
      const name = source.name === null ? "" : ` ${source.name}`;
      throw new TypeError(
        `the graph is disconnected: ${reader} depends on an input${name} that is not among the model's inputs; ` +
          "help: list it in inputs",
      );
    }
    if (seen.has(source)) return;
    seen.add(source);
    if (!isInput(source)) path.push({ call: source, next: 0 });
  };
  outputs.forEach((output, i) => {
    visit(output, `outputs[${i}]`);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const { call } = last;
      if (last.next < call.inputs.length) visit(call.inputs[last.next++], `layer ${call.name ?? call.spec.kind}`);
      else {
        calls.push(call);
        path.pop();
      }
    }
  });
  inputs.forEach((source, i) => {
    if (inputs.indexOf(source) !== i) throw new TypeError(`inputs[${i}] is there twice`);
    if (seen.has(source)) return;
    throw new TypeError(
      `no output depends on inputs[${i}]${source.name === null ? "" : `, ${source.name}`}; help: leave it out`,
    );
  });
  return calls;
}

/** Names of inputs, and of layers by their specs: those given first, so that they do not change by what is added. */
function namesOf(
  inputs: readonly SymbolicInput[],
  calls: readonly LayerCall[],
): ReadonlyMap<SymbolicInput | AnyLayerSpec, string> {
  const names = new Map<SymbolicInput | AnyLayerSpec, string>();
  const taken = new Set<string>();
  const give = (to: SymbolicInput | AnyLayerSpec, name: string): void => {
    const before = names.get(to);
    if (before === name) return;
    if (before !== undefined)
      throw new TypeError(`a shared layer has two names, ${before} and ${name}; help: give it one`);
    if (taken.has(name)) throw new TypeError(`there are two called ${name}; help: names are there once in a model`);
    names.set(to, name);
    taken.add(name);
  };
  for (const source of inputs) if (source.name !== null) give(source, source.name);
  for (const { spec, name } of calls) if (name !== null) give(spec, name);
  const giveKind = (to: SymbolicInput | AnyLayerSpec, kind: string): void => {
    if (names.has(to)) return;
    let name = kind;
    for (let number = 1; taken.has(name); number++) name = `${kind}_${number}`;
    give(to, name);
  };
  for (const source of inputs) giveKind(source, "input");
  for (const { spec } of calls) giveKind(spec, spec.kind);
  return names;
}

/** Repeated names get a number from the second on. */
function numbered(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((base) => {
    let name = base;
    for (let number = 1; taken.has(name); number++) name = `${base}_${number}`;
    taken.add(name);
    return name;
  });
}
