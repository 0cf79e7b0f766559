/** What a browser or Node may offer. */
interface Host {
  readonly document?: Document;
  readonly process?: { getBuiltinModule?(id: "node:module"): typeof import("node:module") };
}

let ownDocument: Document | undefined;

/**
 * The document that figures are drawn with when none is given: the browser's, else one by linkedom, made at the first
 * call. Drawing makes new elements with it and adds nothing to it, so one serves all figures.
 */
export function defaultDocument(): Document {
  const host: Host = globalThis;
  ownDocument ??= host.document ?? linkedomDocument(host);
  return ownDocument;
}

/** Loaded at run time, so that a browser's bundle never contains it and nobody waits for it who draws nothing. */
function linkedomDocument(host: Host): Document {
  const nodeModule = host.process?.getBuiltinModule?.("node:module");
  if (nodeModule === undefined) throw new Error("figure: found no document to draw with; help: pass { document }");
  const linkedom: { parseHTML(html: string): { document: Document } } = nodeModule.createRequire(import.meta.url)(
    "linkedom",
  );
  return linkedom.parseHTML("<!doctype html><html><body></body></html>").document;
}
