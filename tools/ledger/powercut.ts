// For the harnesses of power cuts and of faults in system calls: node powercut.ts run FILE COUNT [FROM] does acts and prints ACK ID
// after each; node powercut.ts list FILE [ID] verifies what is there and prints the ids, and fails where this one is missing.
import { writeSync } from 'node:fs'
import { list, openThings, put, verify } from './act-process.ts'

const [what, file, count, from = '0'] = process.argv.slice(2)
const ledger = await openThings(file!)
if (what === 'run')
  for (let n = Number(from); n < Number(from) + Number(count); n++) {
    await put(ledger, String(n))
    writeSync(1, `ACK ${n}\n`)
  }
else {
  await verify(ledger)
  const ids = await list(ledger)
  for (const id of ids) writeSync(1, `${id}\n`)
  if (count !== undefined && !ids.includes(count)) process.exitCode = 1
}
await ledger.close()
