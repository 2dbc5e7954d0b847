import { Problem, quoted, type Tool, visible } from '#base'
import type { Read } from './handle.ts'
import { checkpointsOf, headsOf, journalIn, linesOf } from './journal-store.ts'
import { counted } from './journal-verify-command.ts'
import { databasePlace, dataFlag, dataFolder, lookInto } from './place.ts'

/** Bytes that are gathered before they are written. */
const pieceBytes = 1024 ** 2

export const exportTool: Tool = {
  kind: 'tool',
  about: 'Write the journal into files that `journal verify` reads anywhere',
  more: 'One chain goes to the answer, all of them into a folder: CHAIN.jsonl with an entry a line, and CHAIN.checkpoint with the last\nsigned checkpoint. The server may be running. What was changed is not in it, only its digest.',
  words: [{ name: 'CHAIN', about: 'the id of a site, or enterprise', count: 'maybe' }],
  flags: { ...dataFlag, to: { about: 'the folder for every chain', value: 'DIR' } },
  examples: [
    ['journal export --to /media/audit/2026-11', 'everything, for the auditor'],
    ['journal export enterprise --output enterprise.jsonl', 'what is about users, vendors and settings'],
    ['journal export site-06f2 --data /srv/millcert', 'one site of another data folder'],
  ],
  async run(world, input) {
    const [chain] = input.words
    const to = input.flags.get('to')?.at(-1)
    if ((chain === undefined) === (to === undefined))
      throw new Problem('cli/usage', 'Cannot export the journal: either a CHAIN or --to DIR is wanted')
    const place = databasePlace(world, dataFolder(world, input))
    return lookInto(place, async db => {
      await journalIn(db)
      const heads = await headsOf(db)
      if (chain !== undefined) {
        if (!heads.some(head => head.chain === chain))
          throw new Problem('ledger/not-found', `Cannot export ${chain}: the journal has no such chain`, {
            found: chain,
            next: `one of ${heads.map(head => head.chain).join(', ')}`,
          })
        for await (const piece of piecesOf(db, chain)) world.out(piece)
        return 0
      }
      world.disk.makeFolder(to!)
      for (const { chain, size } of heads) {
        if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(chain))
          throw new Problem('ledger/damaged', `Cannot export the chain ${quoted(chain)}: it is the id of no site`, {
            found: chain,
            next: 'millcert journal verify tells what is wrong',
          })
        const path = `${to}/${chain}.jsonl`
        if (world.disk.stat(`${path}.new`)) world.disk.remove(`${path}.new`)
        const file = world.disk.append(`${path}.new`)
        for await (const piece of piecesOf(db, chain)) file.write(piece)
        file.close()
        world.disk.rename(`${path}.new`, path)
        const [last] = await checkpointsOf(db, chain, 1)
        if (last) world.disk.write(`${to}/${chain}.checkpoint`, [last.note])
        world.out(`${visible(path)}: ${counted(size)}${last ? `, signed up to ${last.size}` : ', no checkpoint yet'}\n`)
      }
      return 0
    })
  },
}

async function* piecesOf(db: Read, chain: string): AsyncGenerator<Uint8Array, void> {
  let text = ''
  for await (const line of linesOf(db, chain)) {
    text += `${line}\n`
    if (text.length < pieceBytes) continue
    yield Buffer.from(text)
    text = ''
  }
  if (text !== '') yield Buffer.from(text)
}
