import { run } from './run.ts'

// All is written by now (`writeAll` waits for it), and taking the heap down in order costs more the more was read.
void run(process.argv.slice(2)).then(code => process.exit(code))
