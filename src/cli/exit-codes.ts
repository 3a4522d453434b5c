/** What scripts tell apart. Part of the contract. */
export const EXIT = {
  done: 0,
  /** Some of such requests fail; a check found an error; something differs. */
  negative: 1,
  usage: 2,
  /** The cluster or a file could not be read at all. */
  unreadable: 3,
  /** The answer depends on what meshpath cannot know; there was nothing to compare. */
  cannotTell: 4,
  /** A mistake of meshpath's own. */
  bug: 70,
} as const;
