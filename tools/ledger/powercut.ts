// For the power cut harness: node powercut.ts run FILE COUNT does acts and prints ACK ID after each; node powercut.ts list FILE
// verifies what is there and prints the ids.
import { writeSync } from 'node:fs'
import { list, openThings, put, verify } from './act-process.ts'

const [what, file, count] = process.argv.slice(2)
const ledger = await openThings(file!)
if (what === 'run')
  for (let n = 0; n < Number(count); n++) {
    await put(ledger, String(n))
    writeSync(1, `ACK ${n}\n`)
  }
else {
  await verify(ledger)
  for (const id of await list(ledger)) writeSync(1, `${id}\n`)
}
await ledger.close()
