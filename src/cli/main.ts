import { run } from './run.ts'

export { isSetForLargeInput } from './large-input.ts'

// A thread of the program starts here too (`thread.ts`).
if (process.argv[2] === '--thread') void import('./thread.ts').then(({ thread }) => thread())
// All is written by now (`writeAll` waits for it), and taking the heap down in order costs more the more was read.
else void run(process.argv.slice(2)).then(code => process.exit(code))
