import type { ComponentSeen, VulnerabilitySeen } from './report.ts'

/* Components and vulnerabilities of the sample report. All names and ids in them are made up. */

export const pumpClient: ComponentSeen = {
  ref: 'pump-client@2.6.3',
  name: 'pump-client',
  version: '2.6.3',
  purl: 'pkg:pypi/pump-client@2.6.3',
  locations: Array.from({ length: 12 }, (_, i) => `functions/cell ${i + 1}/requirements.txt`),
  paths: [
    ['press', 'pump-client'],
    ['press', 'requests-of-old', 'pump-client'],
  ],
}

export const trap: ComponentSeen = {
  ref: '@press/valves@9.9.9',
  name: '@press/valves',
  version: '9.9.9',
  purl: 'pkg:npm/%40press/valves@9.9.9',
  locations: ['hmi/package-lock.json'],
  paths: [['hmi', '@press/valves']],
}

export const tls: ComponentSeen = {
  ref: 'tls-lite',
  name: 'tls-lite',
  version: '3.0.12',
  purl: 'pkg:deb/debian/tls-lite@3.0.12?distro=debian-12',
  locations: ['images/gateway.cdx.json'],
  at: 'line 31',
  paths: [],
}

export const drive: ComponentSeen = {
  ref: 'DRV-0042',
  name: 'Drive G2',
  version: 'FW 3.40 R5 build 571848',
  vendor: 'Nordwerk',
  orderNumber: '6ND-4711-0',
  locations: [],
  paths: [],
}

export const exploited: VulnerabilitySeen = {
  id: 'CVE-2099-10001',
  aliases: ['GHSA-aaaa-bbbb-cccc', 'PYSEC-2099-7'],
  summary: 'A long header makes the pump client write past its buffer',
  severity: 'critical',
  cvss: [
    { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', score: 9.8, source: 'osv-ghsa' },
    { version: '2.0', vector: 'AV:N/AC:L/Au:N/C:P/I:P/A:P', score: 7.5, source: 'osv-pypa' },
  ],
  epss: 0.94321,
  kev: true,
  malicious: false,
}

export const malware: VulnerabilitySeen = {
  id: 'MAL-2099-3',
  aliases: [],
  summary: 'Sends environment variables to a stranger',
  severity: 'critical',
  cvss: [],
  epss: null,
  kev: false,
  malicious: true,
}

export const weakTls: VulnerabilitySeen = {
  id: 'CVE-2099-20002',
  aliases: [],
  summary: 'Certificates of the wrong host are taken',
  severity: 'high',
  cvss: [
    {
      version: '4.0',
      vector: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
      score: 8.7,
      source: 'osv-debian',
    },
  ],
  epss: 0.0004,
  kev: false,
  malicious: false,
}

export const wordOnly: VulnerabilitySeen = {
  id: 'CVE-2099-30003',
  aliases: ['GHSA-dddd-eeee-ffff'],
  summary: '',
  severity: 'medium',
  cvss: [],
  epss: 0.0123,
  kev: false,
  malicious: false,
}

export const unscored: VulnerabilitySeen = {
  id: 'GO-2099-0042',
  aliases: [],
  summary: 'Panics on an empty record',
  severity: 'unknown',
  cvss: [],
  epss: null,
  kev: false,
  malicious: false,
}
