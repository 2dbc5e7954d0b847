import { libraryRecords } from './library-facts.ts'
import type { RecordPlan } from './record.ts'
import { distributionRecords } from './system-facts.ts'

/** The day the copies were written: feeds made of them are fresh on 2026-11-21. */
const copied = '2026-11-19T06:00:00Z'

/** Records of things that do not exist; CVE-1900 is a year in which no identifier was ever given. */
const simulated: readonly RecordPlan[] = [
  {
    id: 'MAL-2026-90001',
    published: '2026-11-20T05:30:00Z',
    affected: ['npm @havelmark/label-printer-helper: '],
    versions: ['2.3.1', '2.3.2'],
    simulated: true,
    references: ['WEB https://security.havelmark.example/2026/label-printer-helper'],
    summary:
      'Simulated: two releases published with a stolen token read the label station and send what they find away.',
  },
  {
    id: 'x_SIM-2026-0001',
    aliases: ['CVE-1900-90001'],
    published: '2026-11-16T09:00:00Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    severity: 'CRITICAL',
    simulated: true,
    affected: ['npm @talwerk/recipe-store: 3.0.0..3.4.0'],
    references: ['ADVISORY https://psirt.talwerk.example/TW-2026-07'],
    summary: 'Simulated: the recipe store of FillView takes new recipes from anybody on the line network.',
  },
  {
    id: 'x_SIM-2026-0002',
    aliases: ['CVE-1900-90002'],
    published: '2026-11-12T09:00:00Z',
    cvss: ['CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N'],
    simulated: true,
    affected: ['PyPI brisa-mes-client: 0..1.5.0'],
    references: ['ADVISORY https://security.brisa.example/mes/2026-11'],
    summary: 'Simulated: an operator can confirm orders of another line.',
  },
  {
    id: 'x_SIM-2026-0003',
    published: '2026-10-28T09:00:00Z',
    cvss: ['CVSS:3.1/AV:P/AC:H/PR:N/UI:N/S:U/C:N/I:N/A:L'],
    simulated: true,
    affected: ['crates.io orbiton-camlink: 0.2.0..0.4.0'],
    references: ['ADVISORY https://orbiton.example/notices/3'],
    summary: 'Simulated: pulling the camera cable at the wrong moment stops SealCheck until it is switched off and on.',
  },
  {
    id: 'x_SIM-2026-0004',
    published: '2026-11-09T09:00:00Z',
    severity: 'HIGH',
    simulated: true,
    affected: ['npm @kranich/hmi-widgets'],
    references: ['ADVISORY https://kranich-pack.example/security/KR-11'],
    summary: 'Simulated: the maker warns of a fault in its widgets and has not said yet which versions have it.',
  },
]

export const records: readonly RecordPlan[] = [libraryRecords, distributionRecords, simulated].flat()

/** File name of a record: `:` is no letter of file names everywhere. */
export function fileOf(record: RecordPlan): string {
  return `${record.id.replaceAll(':', '_')}.json`
}

/** A record in the form of OSV 1.7. */
export function osvText(record: RecordPlan): string {
  const { id, aliases, upstream, related, withdrawn, cvss, severity, summary, references } = record
  const osv = {
    schema_version: '1.7.5',
    id,
    modified: record.simulated ? (record.id.startsWith('MAL-') ? record.published : copied) : copied,
    ...(record.published ? { published: record.published } : {}),
    ...(withdrawn ? { withdrawn } : {}),
    ...(aliases ? { aliases } : {}),
    ...(upstream ? { upstream } : {}),
    ...(related ? { related } : {}),
    summary,
    ...(cvss
      ? { severity: cvss.map(score => ({ type: score.startsWith('CVSS:4') ? 'CVSS_V4' : 'CVSS_V3', score })) }
      : {}),
    affected: record.affected.map(text => affectedOf(text, record.versions)),
    references: references.map(reference => ({ type: reference.split(' ')[0], url: reference.split(' ')[1] })),
    database_specific: {
      simulated: record.simulated === true,
      note: record.simulated
        ? 'an invented vulnerability of an invented package'
        : 'facts of the published record, words of our own, part of the simulated plant',
      ...(record.source ? { source_modified: record.source } : {}),
      ...(severity ? { severity } : {}),
    },
  }
  return `${JSON.stringify(osv, undefined, 2)}\n`
}

/** `PyPI urllib3: 1.23..2.7.0` as an `affected` entry: no part after the colon, no versions are stated. */
function affectedOf(text: string, versions: string[] | undefined): object {
  const [, ecosystem = '', name = '', ranges = ''] = /^(AlmaLinux:9|Debian:\d+|\S+) (\S+?)(?:: (.*))?$/.exec(text) ?? []
  const events = ranges
    .split(', ')
    .filter(range => range !== '')
    .flatMap(range => {
      const [introduced = '0', fixed = ''] = range.split('..')
      return [{ introduced }, ...(fixed ? [{ fixed }] : [])]
    })
  const type = ['Go', 'crates.io', 'npm', 'Bitnami'].includes(ecosystem) ? 'SEMVER' : 'ECOSYSTEM'
  return {
    package: { ecosystem, name },
    ...(events.length > 0 ? { ranges: [{ type, events }] } : {}),
    ...(versions ? { versions } : {}),
  }
}
