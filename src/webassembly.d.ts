/** What is used of WebAssembly (W3C, JavaScript interface): the types of Node have none of it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module)
    readonly exports: object
  }
  /** What stops a run: here that memory cannot grow. */
  class RuntimeError extends Error {}
  interface Memory {
    /** Another one after the memory grew; the one before has no bytes any more. */
    readonly buffer: ArrayBuffer
  }
}
