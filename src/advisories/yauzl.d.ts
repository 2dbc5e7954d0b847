/** The part of yauzl 3.4 that is used; the package ships no types. */
declare module 'yauzl' {
  export interface Entry {
    readonly fileName: string
    /** As it stands in the directory, before it is decoded. */
    readonly fileNameRaw: Uint8Array
    readonly compressedSize: number
    readonly crc32: number
    readonly externalFileAttributes: number
    readonly relativeOffsetOfLocalHeader: number
    isEncrypted(): boolean
  }
  export interface ZipFile {
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<AsyncIterable<Uint8Array>>
  }
  const yauzl: {
    fromBufferPromise(
      bytes: Uint8Array,
      options: { lazyEntries: boolean; strictFileNames: boolean; validateEntrySizes: boolean },
    ): Promise<ZipFile>
  }
  export default yauzl
  export type { Entry as yauzlEntry }

  namespace yauzl {
    export type { Entry, ZipFile }
  }
}
