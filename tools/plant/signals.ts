/** Entries of the CISA catalogue that this plant has to do with: dates and identifiers as published, words of our own. */
const exploited = [
  [
    'CVE-2021-44228',
    'Apache',
    'Log4j2',
    '2021-12-10',
    '2021-12-24',
    'Known',
    'Log4j runs code that a logged text points to.',
    ['CWE-20', 'CWE-400', 'CWE-502'],
  ],
  [
    'CVE-2023-4863',
    'Google',
    'Chromium WebP',
    '2023-09-13',
    '2023-10-04',
    'Unknown',
    'A crafted WebP picture writes past a buffer.',
    ['CWE-787'],
  ],
  [
    'CVE-2023-44487',
    'IETF',
    'HTTP/2',
    '2023-10-10',
    '2023-10-31',
    'Unknown',
    'Cancelled HTTP/2 streams overload servers.',
    ['CWE-400'],
  ],
  [
    'CVE-2020-11023',
    'JQuery',
    'JQuery',
    '2025-01-23',
    '2025-02-13',
    'Unknown',
    'Foreign HTML put into a page by jQuery runs script.',
    ['CWE-79'],
  ],
  [
    'CVE-2021-43798',
    'Grafana Labs',
    'Grafana',
    '2025-10-09',
    '2025-10-30',
    'Unknown',
    'Files of a Grafana server can be read without logging in.',
    ['CWE-22'],
  ],
  [
    'CVE-1900-90001',
    'Talwerk Dosiertechnik (simulated)',
    'FillView recipe store (simulated)',
    '2026-11-18',
    '2026-12-09',
    'Unknown',
    'Simulated: recipes are taken from anybody on the line network.',
    ['CWE-306'],
  ],
] as const

/** The catalogue in CISA's JSON form: a subset, and says so. */
export function kevText(): string {
  const catalogue = {
    title: 'Known exploited vulnerabilities: simulated subset for a simulated plant',
    catalogVersion: '2026.11.20-simulated-subset',
    dateReleased: '2026-11-20T12:00:00.0000Z',
    count: exploited.length,
    vulnerabilities: exploited.map(
      ([cveID, vendorProject, product, dateAdded, dueDate, knownRansomwareCampaignUse, shortDescription, cwes]) => ({
        cveID,
        vendorProject,
        product,
        vulnerabilityName: `${product}: ${cveID}`,
        dateAdded,
        shortDescription,
        requiredAction: 'Update as the maker says, or take it out of use.',
        dueDate,
        knownRansomwareCampaignUse,
        notes: cveID.startsWith('CVE-1900')
          ? 'https://psirt.talwerk.example/TW-2026-07'
          : `https://nvd.nist.gov/vuln/detail/${cveID}`,
        cwes,
      }),
    ),
  }
  return `${JSON.stringify(catalogue, undefined, 2)}\n`
}

/** Probability and percentile of 2026-07-12 as FIRST published them, save the simulated CVE-1900 lines. */
const scores = `
CVE-1900-90001,0.61000,0.98500
CVE-1900-90002,0.00210,0.11000
CVE-2020-11023,0.83830,0.99658
CVE-2020-26235,0.01881,0.77007
CVE-2021-23337,0.22410,0.97418
CVE-2021-43798,0.88849,0.99760
CVE-2021-44228,0.99999,1.00000
CVE-2022-41723,0.04561,0.90490
CVE-2023-22466,0.00569,0.43138
CVE-2023-31655,0.01028,0.59597
CVE-2023-3128,0.04094,0.89549
CVE-2023-32681,0.02974,0.85662
CVE-2023-39325,0.03796,0.88737
CVE-2023-44487,0.99999,0.99997
CVE-2023-45133,0.00520,0.40525
CVE-2023-45288,0.91969,0.99807
CVE-2023-4863,0.99735,0.99953
CVE-2023-49081,0.00874,0.54705
CVE-2023-50447,0.01703,0.74554
CVE-2024-12797,0.02439,0.82384
CVE-2024-22195,0.00892,0.55208
CVE-2024-24790,0.01952,0.77889
CVE-2024-26130,0.00831,0.53288
CVE-2024-32650,0.00949,0.57056
CVE-2024-37890,0.01357,0.68408
CVE-2024-45337,0.03153,0.86437
CVE-2024-6387,0.99506,0.99940
CVE-2025-24898,0.00650,0.46865
CVE-2026-35535,0.00173,0.07005
CVE-2026-44431,0.00527,0.40878
CVE-2026-44432,0.00680,0.48075
`

export function epssText(): string {
  return `#model_version:simulated-subset-of-2026-07-12,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile${scores.trimEnd()}\n`
}
