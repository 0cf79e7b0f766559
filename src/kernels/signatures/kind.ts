/**
 * Kinds of argument
 *   floats   array of floating-point numbers, read only      ints     array of int32, read only
 *   result   array of floating-point numbers, overwritten    indices  array of int32, overwritten
 *   update   array of floating-point numbers, changed in place
 *   size     int32                                    number   one floating-point number
 *   flag     true or false                            word     32 random or key bits
 * A kind ending in "?" may be null. Arrays never overlap unless a comment says that they may.
 */
export type Kind =
  | "floats"
  | "floats?"
  | "result"
  | "result?"
  | "update"
  | "update?"
  | "ints"
  | "ints?"
  | "indices"
  | "size"
  | "flag"
  | "number"
  | "word";

/** A part of the table: the arguments of each kernel in the order in which C++ takes them. */
export type Table = { readonly [kernel: string]: { readonly [argument: string]: Kind } };
