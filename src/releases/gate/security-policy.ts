import type { CheckResult, GateCheck, GateFinding, Given } from '../gate.ts'

const day = 86_400_000
/** Where forges and RFC 9116 look for them. */
const policies = ['SECURITY.md', '.github/SECURITY.md', 'docs/SECURITY.md']
const contacts = ['.well-known/security.txt', 'security.txt']

export const securityPolicy: GateCheck = {
  id: 'security-policy',
  title: 'Security policy',
  proves:
    'There is a SECURITY.md that says how to report, names what is acknowledged, and was looked at within the policy’s time.',
  byAdvisories: true,
  async run(given) {
    const at = policies.find(path => given.text(path) !== undefined)
    if (at === undefined)
      return failed('There is no SECURITY.md', [
        { what: 'SECURITY.md', at: undefined, why: 'write one: how to report' },
      ])
    const findings = [...(await ofPolicy(given, at)), ...ofContact(given)]
    if (findings.length > 0) return failed(`${findings.length} faults in the security policy`, findings)
    return { outcome: 'pass', said: 'It says how to report, and is fresh', findings }
  },
}

async function ofPolicy(given: Given, at: string): Promise<GateFinding[]> {
  const text = given.text(at)!
  const found: GateFinding[] = []
  if (!/[^\s@]+@[^\s@]+\.[^\s@]+|https:\/\/|security advisor|private vulnerability report/i.test(text))
    found.push({ what: 'no way to report', at, why: 'name an address, a page or the private reporting of the forge' })
  const told = lookedAt(text)
  const age = told === undefined ? 0 : Math.floor((given.world.now() - told) / day)
  const { maxAgeDays } = given.policy['security-policy']
  if (age > maxAgeDays)
    found.push({
      what: `last looked at ${age} days ago`,
      at,
      why: `look at it again: the policy wants ${maxAgeDays} days`,
    })
  const { report } = await given.scan()
  const unnamed = report.suppressed
    .filter(({ statement }) => statement.status === 'accepted')
    .map(({ match }) => match.vulnerability)
    .filter(({ id, aliases }) => ![id, ...aliases].some(name => text.includes(name)))
  for (const id of new Set(unnamed.map(({ id }) => id)))
    found.push({
      what: `${id} is acknowledged`,
      at,
      why: 'SECURITY.md does not name it: who uses the release must know',
    })
  return found
}

/** RFC 9116, section 2.5: Contact and Expires must stand in it, once and in the future. */
function ofContact({ text, world }: Given): GateFinding[] {
  const at = contacts.find(path => text(path) !== undefined)
  if (at === undefined) return []
  const body = text(at)!
  const ends = [...body.matchAll(/^Expires:\s*(\S+)\s*$/gim)].map(([, time]) => Date.parse(time!))
  const found: GateFinding[] = []
  if (!/^Contact:\s*\S+/im.test(body)) found.push({ what: 'no Contact', at, why: 'RFC 9116 wants one' })
  if (ends.length !== 1 || !(ends[0]! > world.now()))
    found.push({ what: 'no Expires in the future', at, why: 'RFC 9116 wants one date, and it must not be over' })
  return found
}

/** The day on which a text says it was last looked at, milliseconds since 1970 UTC; undefined where it says none. */
function lookedAt(text: string): number | undefined {
  const found = /(?:updated|reviewed|revised|as of|valid from|date)\W{1,12}(\d{4}-\d{2}-\d{2})\b/i.exec(text)
  const at = found ? Date.parse(`${found[1]}T00:00:00Z`) : Number.NaN
  return Number.isFinite(at) ? at : undefined
}

function failed(said: string, findings: readonly GateFinding[]): CheckResult {
  return { outcome: 'fail', said, findings }
}
