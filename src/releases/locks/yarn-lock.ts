import { quoted } from '#base'
import { loadYaml, yamlFields } from '#boms'
import type { Compared, LockFormat, LockPaper } from '../lock-format.ts'
import { type Fields, fieldOf, isFields, membersOf, textIn } from '../lock-json-file.ts'
import { type Ask, comparedWith, differenceOf } from '../lock-manifest.ts'
import { besideOf, membersBelow, withManifest } from '../lock-manifests.ts'
import { isBeside, objectAt } from '../lock-npm.ts'
import { pinsOf } from '../lock-pins.ts'

/**
 * yarn's lockfile, version 1 and that of yarn 2 and later. Its entries are named by what was asked for, so a package.json is compared by
 * its ranges as texts, as `--frozen-lockfile` and `--immutable` do. The checksum of yarn 2 and later is one of the archive that yarn makes
 * of the package: yarn verifies it, and no registry knows it.
 */
export const yarnLock: LockFormat = {
  id: 'yarn-lock',
  lines: 'yaml',
  prepare: loadYaml,
  pins(lock) {
    const file = entriesIn(lock)
    const lines = file === undefined ? lock.text().split(/\r\n|\n|\r/) : []
    return pinsOf(lock).map(pin => {
      if (file === undefined) {
        const key = lines[Number(pin.at?.slice(5)) - 1] ?? ''
        return /^"?@?[^@"]+@(?:file|link):/.test(key) ? { ...pin, from: 'path' as const } : pin
      }
      const fields = objectAt(file, pin.at)
      const checksum = textIn(fields, 'checksum')
      const resolution = textIn(fields, 'resolution') ?? ''
      const beside = isBeside(resolution.slice(resolution.indexOf('@', 1) + 1))
      return {
        ...pin,
        ...(beside && { from: 'path' as const }),
        ...(checksum !== undefined && /[0-9a-f]{64}/.test(checksum) && { sums: [`yarn ${checksum}`] }),
      }
    })
  },
  drift(lock) {
    const file = entriesIn(lock)
    if (file !== undefined) return berry(lock, file)
    const keys = new Set(classicKeys(lock.text()))
    // Members of a workspace are not named in it: which package.json below belong to it stands in the one beside it.
    return membersBelow(lock, 'package.json')
      .filter(path => path === besideOf(lock, 'package.json') || isMember(lock, path))
      .flatMap(path =>
        withManifest(lock, path, asks => compareKeys(path, asks, ({ name, wanted }) => keys.has(`${name}@${wanted}`))),
      )
  },
}

/** Entries of yarn 2 and later; undefined for version 1. */
function entriesIn(lock: LockPaper): Fields | undefined {
  return /^__metadata:[ \t]*\r?\n/m.test(lock.paper.text)
    ? yamlFields(lock.paper.pieces(), lock.limits, lock.path)
    : undefined
}

function compareKeys(path: string, asks: readonly Ask[], known: (ask: Ask) => boolean): Compared {
  const missing = asks.filter(ask => ask.from !== 'path' && !known(ask))
  return comparedWith(
    path,
    missing.map(ask => differenceOf(ask, undefined, `${ask.name} ${quoted(ask.wanted)} is asked for and not locked`)),
    undefined,
  )
}

function classicKeys(text: string): string[] {
  return text
    .split(/\r\n|\n|\r/)
    .filter(line => /^[^\s#].*:$/.test(line))
    .flatMap(line => line.slice(0, -1).split(/,\s*/))
    .map(key => key.replace(/^"(.*)"$/, '$1'))
}

/** The entry of a workspace lists what it asked for. */
function berry(lock: LockPaper, file: Fields): Compared[] {
  return membersOf(file).flatMap(([, fields]) => {
    const folder = /@workspace:(.*)$/.exec(textIn(fields, 'resolution') ?? '')?.[1]
    if (folder === undefined || !isFields(fields)) return []
    const path = besideOf(lock, folder === '.' ? 'package.json' : `${folder}/package.json`)
    const listed = fieldOf(fields, 'dependencies')
    const known = ({ name, wanted }: Ask) => {
      const before = textIn(listed, name)
      return before === wanted || before === `npm:${wanted}` || before?.startsWith('patch:') === true
    }
    return withManifest(lock, path, asks => compareKeys(path, asks, known))
  })
}

function isMember(lock: LockPaper, path: string): boolean {
  const bytes = lock.file(besideOf(lock, 'package.json'))
  if (bytes === undefined || bytes.length > lock.limits.text) return false
  const start = lock.folder === '' ? 0 : lock.folder.length + 1
  const folder = path.slice(start, -'/package.json'.length)
  const text = new TextDecoder().decode(bytes)
  const listed = /"workspaces"\s*:\s*(?:\{\s*"packages"\s*:\s*)?\[([^\]]*)\]/.exec(text)?.[1] ?? ''
  return [...listed.matchAll(/"([^"!][^"]*)"/g)].some(([, pattern]) => {
    const plain = pattern!.replace(/^\.\//, '').replace(/\/$/, '')
    if (!plain.includes('*')) return folder === plain
    const [before] = plain.split('*', 1)
    return folder.startsWith(before!) && (plain.endsWith('**') || !folder.slice(before!.length).includes('/'))
  })
}
