/** A task that runs away from the thread that answers requests: what goes in and comes out is copied. */
export type Task = (input: never) => unknown

/** The tasks of `world.aside` by name, one line each; the room is loaded by the thread that runs it. */
export const tasks: Readonly<Record<string, () => Promise<Task>>> = {}
