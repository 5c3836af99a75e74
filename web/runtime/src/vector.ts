/** A golden vector of trust, as `runtime/vectors/trust` has it: a pointer's file and how it must be judged. */
export interface Vector {
  readonly name: string;
  readonly file: string;
  /** Blanks behind the file. */
  readonly spaces: number;
  readonly roots: readonly string[];
  readonly channel: string;
  readonly held: string | null;
  readonly root_version_seen: number;
  readonly now: string;
  readonly accepted: boolean;
  readonly error: string | null;
}
