/**
 * How many functions over 50 lines each file has: those that were there when the law was made. A number may fall, never
 * rise, and no file may be added.
 */
export const longFunctions: Readonly<Record<string, number>> = {
  'src/base/json-batch.ts': 1,
  'src/base/json.ts': 2,
  'src/boms/ref-table.ts': 1,
  'src/matching/sample-report.ts': 1,
}
