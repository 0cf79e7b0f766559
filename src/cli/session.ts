/** What a command tells the program about how it went. */
export interface Session {
  /** The status to end with: 0 done, 1 failed, 2 something the user can mend, 130 interrupted. */
  exitCode: number;
}
