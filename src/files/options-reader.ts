import { z } from "zod";

/*
 * Options are declared once, where the layer or model is. A reader of saved options must have one schema for each of
 * them, of exactly the option's type, or it does not compile: an option that is new, gone, or may have other values
 * than before is noticed here.
 */

/**
 * Schemas of exactly these options. One that is missing or wrong is asked for as mustRead of the option's type: were it
 * asked for as a schema, the compiler would infer the schema's type from that. One without an option is never.
 */
type Exactly<Schemas, Options> = {
  readonly [Name in Exclude<keyof Schemas, keyof Options>]: never;
} & {
  readonly [Name in keyof Options]-?: Name extends keyof Schemas
    ? IsExact<z.output<Schemas[Name]>, Options[Name]> extends true
      ? Schemas[Name]
      : { readonly mustRead: Options[Name] }
    : { readonly mustRead: Options[Name] };
};

/** Whether what a schema gives and what an option may be are the same; readonly or not does not matter. */
type IsExact<Output, Option> = [Output] extends [Option]
  ? [Option] extends [Output | Readonly<Output>]
    ? true
    : false
  : false;

/** Reads an object with exactly these options, for a model. */
export function optionsReader<Options>(): <Schemas extends z.ZodRawShape>(
  schemas: Schemas & Exactly<Schemas, Options>,
) => z.ZodObject<Schemas, z.core.$strict> {
  return <Schemas extends z.ZodRawShape>(schemas: Schemas) => z.strictObject(schemas);
}

/** Reads exactly the options of what `make` makes, a layer or a cell, and makes it. */
export function specReader<Schemas extends z.ZodRawShape, Made extends { readonly options: unknown }>(
  make: (options: z.output<z.ZodObject<Schemas, z.core.$strict>>) => Made,
  schemas: Schemas & Exactly<Schemas, Made["options"]>,
): z.ZodType<Made> {
  const known: Schemas = schemas;
  return z.strictObject(known).transform((options) => make(options));
}
