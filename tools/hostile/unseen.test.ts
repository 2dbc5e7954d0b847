// Papers that nobody has written yet, each made to cost as much as it can. A reader that goes over everything once for each
// thing it meets takes minutes with them: the command line is given ten seconds of a processor and 512 MiB for each.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'millcert-unseen-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const limits = { seconds: 10, mebibytes: 512 }

function many(count: number, one: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => one(i)).join('')
}

const cyclonedx = (members: Record<string, unknown>) =>
  JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, ...members })
const list = (count: number, one: (i: number) => unknown) => Array.from({ length: count }, (_, i) => one(i))
const xml = (inside: string) => `<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">${inside}</bom>`
const spdx = (members: Record<string, unknown>) =>
  JSON.stringify({
    spdxVersion: 'SPDX-2.3',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'x',
    documentNamespace: 'https://mill.example/x',
    creationInfo: { created: '2026-01-01T00:00:00Z', creators: ['Tool: x'] },
    ...members,
  })
const pnpm = (rest: string) => `lockfileVersion: '9.0'\n${rest}`
const million = 1_000_000
/** As long as one text may be, nearly. */
const long = 900_000

/** File name and content by what is tried; what the name of a file says is what it is to be read as. */
const papers: Record<string, readonly [name: string, content: string]> = {
  'components called alike': [
    'a.json',
    cyclonedx({ components: list(50_000, () => ({ type: 'library', name: 'a' })) }),
  ],
  'components called alike, in XML': [
    'a.xml',
    xml(`<components>${'<component type="library"><name>a</name></component>'.repeat(50_000)}</components>`),
  ],
  'packages called alike': ['a.spdx.json', spdx({ packages: list(50_000, () => ({ name: 'a' })) })],
  'blanks inside a text': [
    'a.xml',
    xml(`<components><component type="library"><name>a${' '.repeat(long)}b</name></component></components>`),
  ],
  'slashes in a type': [
    'a.spdx.json',
    spdx({
      packages: [
        {
          SPDXID: 'SPDXRef-a',
          name: 'a',
          externalRefs: [{ referenceType: `${'a'.repeat(long)}/`, referenceLocator: 'b' }],
        },
      ],
    }),
  ],
  'brackets in a key': ['pnpm-lock.yaml', pnpm(`snapshots:\n  "a@1${'('.repeat(long)}\\nb":\n    dev: true\n`)],
  'line ends': ['pnpm-lock.yaml', pnpm(`packages:\n${'\n'.repeat(4 * million)}`)],
  documents: ['pnpm-lock.yaml', pnpm('---\n'.repeat(300_000))],
  lists: ['pnpm-lock.yaml', pnpm(`packages: ${'['.repeat(200_000)}`)],
  dashes: ['pnpm-lock.yaml', pnpm(`packages:\n  ${'- '.repeat(200_000)}x\n`)],
  aliases: ['pnpm-lock.yaml', pnpm(`a: &a0 [x, x]\n${many(40, i => `b${i}: &a${i + 1} [${`*a${i}, `.repeat(9)}]\n`)}`)],
  'signs in an address': [
    'yarn.lock',
    `# yarn lockfile v1\n\na@1:\n  version "1"\n  resolved "${'/-/'.repeat(long / 3)}"\n\n"b@https://x/${'#'.repeat(long)}":\n  version "1"\n`,
  ],
  'a circle in yarn.lock': [
    'yarn.lock',
    `# yarn lockfile v1\n\n${many(20_000, i => `p${i}@1:\n  version "1"\n  dependencies:\n    p${(i + 1) % 20_000} "1"\n\n`)}`,
  ],
  'a circle in poetry.lock': [
    'poetry.lock',
    `${many(10_000, i => `[[package]]\nname = "p${i}"\nversion = "1"\n[package.dependencies]\np${(i + 1) % 10_000} = "*"\n`)}[metadata]\nlock-version = "2.0"\n`,
  ],
  'a circle in composer.lock': [
    'composer.lock',
    JSON.stringify({
      packages: list(10_000, i => ({
        name: `a/p${i}`,
        version: '1',
        require: { [`a/p${((i as number) + 1) % 10_000}`]: '*' },
      })),
      'packages-dev': [],
    }),
  ],
  'a circle in conan.lock': [
    'conan.lock',
    JSON.stringify({
      version: '0.4',
      graph_lock: {
        nodes: Object.fromEntries(
          Array.from({ length: 10_000 }, (_, i) => [i, { ref: `p${i}/1`, requires: [String((i + 1) % 10_000)] }]),
        ),
      },
    }),
  ],
  'a circle in mix.lock': [
    'mix.lock',
    `%{\n${many(5000, i => `  "p${i}": {:hex, :p${i}, "1.0.0", "", [:mix], [{:p${(i + 1) % 5000}, "1", []}], "hexpm", ""},\n`)}}\n`,
  ],
  'a circle in Gemfile.lock': [
    'Gemfile.lock',
    `GEM\n  remote: https://rubygems.org/\n  specs:\n${many(10_000, i => `    p${i} (1)\n      p${(i + 1) % 10_000}\n`)}\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  p0\n`,
  ],
  'a circle in packages.lock.json': [
    'packages.lock.json',
    JSON.stringify({
      version: 1,
      dependencies: {
        'net8.0': Object.fromEntries(
          Array.from({ length: 10_000 }, (_, i) => [
            `P${i}`,
            { type: 'Transitive', resolved: '1.0.0', dependencies: { [`P${(i + 1) % 10_000}`]: '1.0.0' } },
          ]),
        ),
      },
    }),
  ],
  'every package has every other name': [
    'poetry.lock',
    `${many(10_000, i => `[[package]]\nname = "p"\nversion = "1.${i}"\n[package.dependencies]\np = "*"\n`)}[metadata]\nlock-version = "2.0"\n`,
  ],
  'properties of each other': [
    'pom.xml',
    `<project><groupId>g</groupId><artifactId>a</artifactId><version>1</version><properties>${many(40, i => `<p${i}>${i === 0 ? 'x'.repeat(100) : `\${p${i - 1}}`.repeat(9)}</p${i}>`)}</properties><dependencies><dependency><groupId>g</groupId><artifactId>b</artifactId><version>\${p39}</version></dependency></dependencies></project>`,
  ],
  'dotted tables': ['poetry.lock', `[[package]]\nname = "a"\n[${'a.'.repeat(200_000)}a]\n`],
  'blanks in a marker': [
    'pylock.toml',
    `lock-version = "1.0"\n[[packages]]\nname = "a"\nversion = "1"\nmarker = "a${' '.repeat(long)}b"\n`,
  ],
  'brackets in an annotation': ['requirements.txt', `a==1\n    # via ${'['.repeat(long)}\u2028\n`],
  'brackets and signs': ['requirements.txt', `a==1 ; ${'('.repeat(long)}\na @ ${'/'.repeat(long)}\n`],
  'a version as long as a text': [
    'a.json',
    cyclonedx({
      components: [
        'npm',
        'pypi',
        'deb/debian',
        'rpm/fedora',
        'gem',
        'maven/g',
        'golang',
        'composer/g',
        'apk/alpine',
      ].flatMap(type =>
        ['1.', '1-', '~', 'a'].map(part => ({
          type: 'library',
          name: 'a',
          purl: `pkg:${type}/a@${part.repeat(100_000)}`,
          'bom-ref': type + part,
        })),
      ),
    }),
  ],
  'a licence of brackets': [
    'a.json',
    cyclonedx({ components: [{ type: 'library', name: 'a', licenses: [{ expression: '('.repeat(long) }] }] }),
  ],
  'lists in lists': ['a.json', `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${'['.repeat(million)}`],
  'prefixes of every element': [
    'a.xml',
    xml(
      `<components>${many(20_000, i => `<x${i}:component xmlns:x${i}="http://cyclonedx.org/schema/bom/1.6" type="library"><x${i}:name>a</x${i}:name></x${i}:component>`)}</components>`,
    ),
  ],
  'signs that a terminal obeys': [
    'a.json',
    cyclonedx({ components: [{ type: 'library', name: '\u001b[2J\u009b31m\u202egnp.exe\u2066', version: '\r\n1' }] }),
  ],
  'a quote never closed': ['a.csv', `vendor,product,version\na,"${'x\n'.repeat(100_000)}`],
  'a million columns': ['a.csv', `vendor,product,version\n${','.repeat(million)}\n`],
  'UTF-32': ['a.csv', 'v\0\0\0e\0\0\0n\0\0\0d\0\0\0o\0\0\0r\0\0\0,\0\0\0'],
}

const csaf = (products: number, groups: unknown[], vulnerabilities: unknown[]) =>
  JSON.stringify({
    document: {
      category: 'csaf_vex',
      csaf_version: '2.0',
      title: 'x',
      publisher: { category: 'vendor', name: 'Mill', namespace: 'https://mill.example' },
      tracking: { id: 'MILL-1', version: '1', status: 'final', current_release_date: '2026-01-01T00:00:00Z' },
    },
    product_tree: {
      full_product_names: list(products, i => ({
        name: `p${i}`,
        product_id: `P${i}`,
        product_identification_helper: { purl: `pkg:npm/p${i}@1.0.0` },
      })),
      product_groups: groups,
    },
    vulnerabilities,
  })
const numbered = (count: number, letter: string) => list(count, i => `${letter}${i}`)

/** Papers of claims, which a database is built of. */
const claims: Record<string, readonly [name: string, content: string]> = {
  'very many groups of many products, each named by all': [
    'a.json',
    csaf(
      3000,
      list(2000, i => ({ group_id: `G${i}`, product_ids: [...numbered(500, 'P'), `P${500 + i}`] })),
      list(200, i => ({
        cve: `CVE-2026-${10_000 + i}`,
        product_status: { known_affected: numbered(1000, 'P') },
        threats: [{ category: 'impact', details: 'x', group_ids: numbered(2000, 'G') }],
      })),
    ),
  ],
  'many vulnerabilities of many products': [
    'a.json',
    csaf(
      5000,
      [],
      list(400, i => ({ cve: `CVE-2026-${10_000 + i}`, product_status: { known_affected: numbered(5000, 'P') } })),
    ),
  ],
}

/** Of these the bill that is written of them is looked at too. */
const written = new Set(['signs that a terminal obeys', 'components called alike', 'packages called alike'])

const measure = `data:text/javascript,${encodeURIComponent(
  "import fs from 'node:fs';process.on('exit',()=>fs.writeSync(3,JSON.stringify(process.resourceUsage())))",
)}`
// What a terminal obeys, and line ends that are none of ours.
const obeyed = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069]/

for (const [what, [name, content]] of Object.entries({ ...papers, ...claims }))
  test(`hostile, ${what} in ${name}: is read or refused within time and memory`, () => {
    const place = mkdtempSync(join(folder, 'paper-'))
    writeFileSync(join(place, name), content)
    const path = join(place, name)
    const commands = claims[what]
      ? [['db', 'build', '--db', join(place, 'db'), '--from', path]]
      : [['inspect', path], ...(written.has(what) ? [['sbom', path]] : [])]
    for (const command of commands) {
      const { status, stdout, stderr, output, signal } = spawnSync(
        process.execPath,
        ['--import', measure, join(root, 'src/cli/main.ts'), ...command],
        {
          encoding: 'utf8',
          timeout: 4000 * limits.seconds,
          maxBuffer: 2 ** 28,
          stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
        },
      )
      assert.equal(signal, null, `${command[0]} does not end`)
      // A database of nothing but what was refused is not built.
      assert.ok(
        [0, 2, 3, ...(claims[what] ? [128] : [])].includes(status!),
        `${command[0]}: exit code ${status}: ${stderr.slice(0, 500)}`,
      )
      assert.doesNotMatch(stderr, /^\s+at .*:\d+|node:internal/m)
      assert.equal(obeyed.exec(stdout + stderr)?.[0], undefined)
      const { maxRSS, userCPUTime } = JSON.parse(output[3]!) as NodeJS.ResourceUsage
      assert.ok(userCPUTime < limits.seconds * 1e6, `${command[0]} takes ${userCPUTime} µs`)
      const used = maxRSS / 1024
      assert.ok(used < limits.mebibytes, `${command[0]} takes ${used} MiB`)
    }
    rmSync(place, { recursive: true })
  })
