/** Something that is left for the user: where it is, what it is, and what to do. */
export interface Remark {
  /** The line in the file, from 1. */
  readonly line: number;
  readonly text: string;
}
