import {
  type AdvisorySeen,
  anyVulnerability,
  type Because,
  type ComponentSeen,
  type Match,
  type Report,
  type StatementSeen,
  type VulnerabilitySeen,
} from './report.ts'
import { drive, exploited, malware, pumpClient, tls, trap, unscored, weakTls, wordOnly } from './sample-parts.ts'

/**
 * Reports for the tests of the outputs: everything a report can hold, nothing at all, and texts meant to harm. All names and
 * ids in them are made up.
 */
export function sampleReport(): Report {
  const matches: Match[] = [
    match(
      pumpClient,
      exploited,
      ['2.7.0'],
      [
        advisory('GHSA-aaaa-bbbb-cccc', 'osv-ghsa', '>=0 <2.7.0', 'pypi/pump-client'),
        advisory('PYSEC-2099-7', 'osv-pypa', '>=1.0 <2.7.0', 'pypi/pump-client'),
      ],
    ),
    match(
      trap,
      malware,
      [],
      [
        {
          ...advisory('MAL-2099-3', 'osv-malicious', '=9.9.9', 'npm/@press/valves'),
          because: { rule: 'name+version', range: '=9.9.9', identity: 'pkg:npm/@press/valves', confidence: 'exact' },
        },
      ],
    ),
    { ...match(tls, weakTls, ['3.0.13-1~deb12u1', '3.1.5'], [debianTls]), statements: [makerOfTls] },
    match(
      drive,
      weakTls,
      [],
      [
        {
          ...advisory('CVE-2099-20002', 'osv-debian', '>=1 <4', 'drive'),
          verdict: 'affected',
          because: { rule: 'purl+range', range: '>=1 <4', identity: 'nordwerk:drive', confidence: 'likely' },
          remediations: [
            { category: 'workaround', text: 'Keep the web pages of the drive switched off.' },
            { category: 'vendor_fix', text: 'Install FW 4.1 or later.', url: 'https://nordwerk.example/drive-g2' },
          ],
        },
      ],
    ),
    match(
      pumpClient,
      wordOnly,
      ['2.8.0'],
      [
        {
          ...advisory('GHSA-dddd-eeee-ffff', 'osv-ghsa', '>=0 <2.8.0', 'pypi/pump-client'),
          url: 'javascript:alert(1)',
          published: null,
          modified: null,
        },
      ],
    ),
    match(tls, unscored, [], [advisory('GO-2099-0042', 'osv-go', '>=0', 'golang/tls-lite')]),
  ]
  return {
    schema: 'millcert-scan/1',
    tool: { name: 'millcert', version: '0.1.0' },
    scannedAt: '2099-11-21T10:00:00Z',
    subject: { path: 'line-4/press', format: 'directory', digest: `sha256:${'5a'.repeat(32)}` },
    database: {
      digest: `sha256:${'c3'.repeat(32)}`,
      builtAt: '2099-11-20T04:00:00Z',
      feeds: [
        {
          id: 'osv-ghsa',
          records: 21_412,
          newest: '2099-11-19T22:10:00Z',
          snapshotAt: '2099-11-19T22:10:00Z',
          stale: false,
        },
        {
          id: 'osv-malicious',
          records: 7080,
          newest: '2099-10-01T00:00:00Z',
          snapshotAt: '2099-10-01T00:00:00Z',
          stale: true,
        },
        { id: 'epss', records: 0, newest: null, snapshotAt: null, stale: true },
      ],
    },
    summary: {
      components: 812,
      matched: 6,
      undecided: 4,
      suppressed: 3,
      critical: 2,
      high: 1,
      medium: 2,
      low: 0,
      unknown: 1,
      kev: 1,
      malicious: 1,
    },
    matches,
    undecided: [
      {
        component: drive,
        vulnerability: exploited,
        advisories: [doubtful('ICSA-99-001-01', 'FW 3.40 R5 build 571848', '< 4.0')],
        settle: 'State the firmware version as the maker writes it.',
      },
      {
        component: drive,
        vulnerability: weakTls,
        advisories: [
          {
            ...doubtful('ICSA-99-002-01', 'FW 3.40 R5 build 571848', '< 4.1'),
            remediations: [{ category: 'none_available', text: '' }],
          },
        ],
        settle: 'State the firmware version as the maker writes it.',
      },
      {
        component: { ref: '17', name: 'label-printer', locations: [], paths: [] },
        vulnerability: anyVulnerability,
        because: { rule: 'no-identity', found: 'label-printer', wanted: 'a package URL' },
        advisories: [],
        settle: 'Name it by a package URL.',
      },
      {
        component: tls,
        vulnerability: wordOnly,
        advisories: [
          {
            ...doubtful('GHSA-gggg-hhhh-jjjj', '3.0.12', 'every version but the good ones'),
            because: { rule: 'range-not-comparable', found: '3.0.12', wanted: 'every version but the good ones' },
          },
        ],
        settle: 'Ask the maker which versions are meant.',
      },
    ],
    suppressed: [
      {
        match: match(
          tls,
          exploited,
          ['3.1.6'],
          [advisory('GHSA-aaaa-bbbb-cccc', 'osv-ghsa', '>=0 <3.1.6', 'deb/tls-lite')],
        ),
        statement: {
          status: 'not_affected',
          justification: 'vulnerable_code_not_in_execute_path',
          by: 'psirt@nordwerk.example',
          until: null,
          at: '2099-11-12T09:00:00Z',
          source: 'nordwerk.openvex.json',
          id: 'https://nordwerk.example/vex/17',
          impact: 'The press never opens a session.',
        },
      },
      {
        match: match(tls, wordOnly, [], [advisory('GHSA-dddd-eeee-ffff', 'osv-ghsa', '*', 'deb/tls-lite')]),
        statement: {
          status: 'accepted',
          justification: 'the press is behind the cell firewall',
          by: 'line lead',
          until: '2100-03-31',
        },
      },
      {
        match: match(drive, unscored, [], [advisory('GO-2099-0042', 'osv-go', '>=0', 'golang/drive')]),
        statement: {
          status: 'fixed',
          justification: 'patched in place',
          by: 'maintenance',
          until: null,
          how: 'the same order number 6ND-4711-0',
        },
      },
    ],
    notes: [
      { code: 'feed-stale', message: 'The feed osv-malicious is stale', at: 'osv-malicious' },
      { code: 'purl-malformed', message: 'The package URL has no type', at: 'cell/bom.json: /components/3/purl' },
      { code: 'purl-malformed', message: 'The package URL has no name', at: 'cell/bom.json: /components/8/purl' },
      { code: 'ignore-expired', message: 'The decision to ignore CVE-2099-1 has expired and no longer holds' },
    ],
  }
}

/** A report of nothing found: `components` were looked up in one fresh feed. */
export function cleanReport(components = 812): Report {
  const report = sampleReport()
  const zero = {
    matched: 0,
    undecided: 0,
    suppressed: 0,
    critical: 0,
    high: 0,
    medium: 0,
    low: 0,
    unknown: 0,
    kev: 0,
    malicious: 0,
  }
  const database = { ...report.database!, feeds: report.database!.feeds.slice(0, 1) }
  return {
    ...report,
    database,
    summary: { components, ...zero },
    matches: [],
    undecided: [],
    suppressed: [],
    notes: [],
  }
}

/** The sample with one text in every place that holds foreign text. */
export function hostileReport(text: string): Report {
  const own = new Set([
    'schema',
    'scannedAt',
    'verdict',
    'confidence',
    'severity',
    'status',
    'builtAt',
    'digest',
    'published',
    'modified',
    'newest',
    'snapshotAt',
  ])
  const spoil = (value: unknown, key: string): unknown => {
    if (key === 'tool') return value
    if (typeof value === 'string')
      return own.has(key) || value === anyVulnerability.id || (key === 'at' && /^\d{4}-\d\d-\d\dT/.test(value))
        ? value
        : key === 'url'
          ? `https://a.example/${text}`
          : text
    if (Array.isArray(value)) return value.map(one => spoil(one, key))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, spoil(member, name)]))
  }
  return spoil(sampleReport(), '') as Report
}

/** A report of `count` matches, each of another vulnerability. */
export function largeReport(count: number): Report {
  const report = sampleReport()
  const matches = Array.from({ length: count }, (_, i) => {
    const one = report.matches[i % report.matches.length]!
    return {
      ...one,
      component: { ...one.component, ref: `ref-${i}`, locations: one.component.locations.slice(0, 2) },
      vulnerability: { ...one.vulnerability, id: `CVE-2099-${10_000 + i}` },
    }
  })
  return { ...report, matches, summary: { ...report.summary, matched: count } }
}

const debianTls = advisory('CVE-2099-20002', 'osv-debian', '>=3.0.0 <3.0.13-1~deb12u1', 'deb/debian:12/tls-lite')
const at = '2099-11-12T09:00:00Z'
const vendor = { by: 'psirt@nordwerk.example', at, source: 'nordwerk.csaf.json', id: 'NW-2099-4' }
const makerOfTls: StatementSeen = {
  status: 'affected',
  justification: '',
  ...vendor,
  action: 'vendor_fix: Install 3.0.13.',
}

function match(
  component: ComponentSeen,
  vulnerability: VulnerabilitySeen,
  fixed: string[],
  advisories: AdvisorySeen[],
): Match {
  return { component, vulnerability, verdict: 'affected', fixed, advisories }
}

function advisory(id: string, source: string, range: string, key: string): AdvisorySeen {
  const because: Because = { rule: 'purl+range', range, identity: `pkg:${key}`, confidence: 'exact' }
  return {
    id,
    source,
    url: `https://advisories.example/${id}`,
    published: '2099-10-30T08:00:00Z',
    modified: '2099-11-02T08:00:00Z',
    verdict: 'affected',
    because,
  }
}

function doubtful(id: string, found: string, wanted: string): AdvisorySeen {
  return {
    id,
    source: 'csaf-nordwerk',
    url: `https://nordwerk.example/${id}.json`,
    published: null,
    modified: null,
    verdict: 'undecided',
    because: { rule: 'version-not-comparable', found, wanted },
  }
}
