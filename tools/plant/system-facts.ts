import type { RecordPlan } from './record.ts'

/** Published records about packages of operating systems and packaged servers. */
export const distributionRecords: readonly RecordPlan[] = [
  {
    id: 'BIT-grafana-2021-43798',
    aliases: ['CVE-2021-43798'],
    published: '2024-03-06T10:59:06.588Z',
    source: '2026-03-20T09:47:33.381Z',
    severity: 'High',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N'],
    affected: ['Bitnami grafana: 8.0.1..8.0.7, 8.1.0..8.1.8, 8.2.0..8.2.7, 8.3.0..8.3.1'],
    references: ['WEB http://www.openwall.com/lists/oss-security/2021/12/09/2'],
    summary: 'Addresses of plugins let anybody read files of the server that Grafana runs on.',
  },
  {
    id: 'BIT-grafana-2023-3128',
    aliases: ['CVE-2023-3128'],
    published: '2024-03-06T10:53:06.974Z',
    source: '2025-04-03T14:40:37.652Z',
    severity: 'Critical',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'],
    affected: ['Bitnami grafana: 6.7.0..8.5.27, 9.2.0..9.2.20, 9.3.0..9.3.16, 9.4.0..9.4.13, 9.5.0..9.5.4'],
    references: ['WEB https://grafana.com/security/security-advisories/cve-2023-3128/'],
    summary: 'Grafana takes the e-mail address of an Azure account for proof of who somebody is.',
  },
  {
    id: 'ALSA-2025:1330',
    related: ['CVE-2024-12797'],
    published: '2025-02-11T00:00:00Z',
    source: '2025-02-12T17:22:37Z',
    affected: ['openssl', 'openssl-devel', 'openssl-libs', 'openssl-perl'].map(
      name => `AlmaLinux:9 ${name}: 0..1:3.2.2-6.el9_5.1`,
    ),
    references: ['ADVISORY https://errata.almalinux.org/9/ALSA-2025-1330.html'],
    summary:
      'Important: update of OpenSSL; handshakes with raw public keys went on although the server was not proved.',
  },
  {
    id: 'ALSA-2026:12310',
    related: ['CVE-2026-35535'],
    published: '2026-04-30T00:00:00Z',
    source: '2026-05-01T06:38:28Z',
    affected: ['sudo', 'sudo-python-plugin'].map(name => `AlmaLinux:9 ${name}: 0..1.9.5p2-15.el9_7`),
    references: ['ADVISORY https://errata.almalinux.org/9/ALSA-2026-12310.html'],
    summary: 'Important: update of sudo; it could keep privileges that it meant to drop.',
  },
  {
    id: 'ALSA-2024:4312',
    related: ['CVE-2024-6387'],
    published: '2024-07-03T00:00:00Z',
    source: '2024-07-04T06:32:48Z',
    affected: ['openssh', 'openssh-askpass', 'openssh-clients', 'openssh-keycat', 'openssh-server'].map(
      name => `AlmaLinux:9 ${name}: 0..8.7p1-38.el9_4.1`,
    ),
    references: ['ADVISORY https://errata.almalinux.org/9/ALSA-2024-4312.html'],
    summary: 'Important: update of OpenSSH; a race in a signal handler may let a stranger run code.',
  },
  {
    id: 'DSA-5724-1',
    upstream: ['CVE-2024-6387'],
    published: '2024-07-01T00:00:00Z',
    affected: ['Debian:12 openssh: 0..1:9.2p1-2+deb12u3'],
    references: ['ADVISORY https://security-tracker.debian.org/tracker/DSA-5724-1'],
    summary: 'openssh: the server can be made to run code before anybody has logged in.',
  },
  {
    id: 'DSA-5474-1',
    published: '2023-08-11T00:00:00Z',
    source: '2026-03-09T02:11:37.555571Z',
    affected: [
      'Debian:11 intel-microcode: 0..3.20230808.1~deb11u1',
      'Debian:12 intel-microcode: 0..3.20230808.1~deb12u1',
    ],
    references: ['ADVISORY https://security-tracker.debian.org/tracker/DSA-5474-1'],
    summary: 'intel-microcode: new microcode against processor faults that leak data between programs.',
  },
]
