import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'

/** A file of the test data and the format it is in, told by those who gathered it or by its name, never by its content. */
export interface Label {
  path: string
  /** Id of the format; undefined where it is in none that is read. */
  format: string | undefined
}

/** Larger files say nothing more about being told apart. */
const largest = 3 * 1024 ** 2

/** Kinds of the index of gathered bills, without those that are in no format of ours. */
const kinds: Readonly<Record<string, string | undefined>> = {
  'CycloneDX-json': 'cyclonedx-json',
  'CycloneDX-xml': 'cyclonedx-xml',
  'SPDX-json': 'spdx-json',
  'SPDX-tv': 'spdx-tag-value',
  'SPDX-3-jsonld': undefined,
}

/** Names by which package managers know their files. */
const names: readonly (readonly [RegExp, string])[] = [
  [/\/package-lock\.json$|\/npm-shrinkwrap\.json$/, 'package-lock'],
  [/\/requirements(?:[-.]\w+)?\.txt$/, 'requirements'],
  [/\/requirements\.cdx\.json$/, 'cyclonedx-json'],
  [/\/go\.mod$/, 'go-mod'],
  [/\/Cargo\.lock$/, 'cargo-lock'],
  [/\/yarn\.lock$/, 'yarn-lock'],
  [/\/pnpm-lock\.yaml$/, 'pnpm-lock'],
  [/\/poetry\.lock$/, 'poetry-lock'],
  [/\/uv\.lock$/, 'uv-lock'],
  [/\/Pipfile\.lock$/, 'pipfile-lock'],
  [/\/composer\.lock$/, 'composer-lock'],
  [/\/Gemfile\.lock$/, 'gemfile-lock'],
  [/\/packages\.lock\.json$/, 'packages-lock'],
  [/\/gradle\.lockfile$/, 'gradle-lockfile'],
  [/\/lockfiles\/.*\/pom\.xml$/, 'pom-xml'],
  [/\/advisories\/osv-[\w-]+\.ndjson\.gz$/, 'osv'],
  [/\/advisories\/kev[\d-]*\.json$/, 'kev'],
  [/\/advisories\/epss-[\d-]+\.csv\.gz$/, 'epss'],
  [/\/advisories\/eol\.json\.gz$/, 'endoflife'],
  [/\/advisories\/vex-openvex-\w+\.ndjson\.gz$/, 'openvex'],
  [/\/advisories\/csaf-[\w-]+\.ndjson\.gz$/, 'csaf'],
  [/\/README(?:\.md)?$|\/LICENSE(?:\.txt)?$|\/SECURITY\.md$|\/CHANGELOG\.md$|\/SOURCE\.txt$|\/Makefile$/, ''],
]

/** Labels for formats among `known`; a format that is not there yet has no label to miss. */
export function labelsOf(data: string, known: ReadonlySet<string>): Label[] {
  const index = JSON.parse(readFileSync(`${data}/boms/INDEX.json`, 'utf8')) as {
    path: string
    kind: string
  }[]
  const labels: Label[] = index.map(({ path, kind }) => ({
    path: `${data}/boms/${path}`,
    format: kinds[kind],
  }))
  for (const folder of ['lockfiles', 'advisories', 'boms'])
    for (const entry of readdirSync(`${data}/${folder}`, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`
      const found = entry.isFile() ? names.find(([name]) => name.test(path)) : undefined
      if (found) labels.push({ path, format: found[1] || undefined })
    }
  return labels.filter(
    ({ path, format }) =>
      existsSync(path) && statSync(path).size <= largest && (format === undefined || known.has(format)),
  )
}
