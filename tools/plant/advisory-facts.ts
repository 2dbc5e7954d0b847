/**
 * Facts of published records (identifiers, packages, ranges, vectors, dates, addresses), with words of our own.
 * `source` is when the source last changed its record; the day our copy was written is in `advisories.ts`.
 */
export interface RecordPlan {
  id: string
  aliases?: string[]
  /** CVEs an operating-system advisory repairs. */
  upstream?: string[]
  related?: string[]
  published?: string
  source?: string
  withdrawn?: string
  cvss?: string[]
  /** The source's own word, in its own spelling. */
  severity?: string
  summary: string
  /** `ecosystem name: from..fixed, from..fixed` (an open end affects everything after); see `affectedOf`. */
  affected: string[]
  /** Versions named one by one, of every package in `affected`. */
  versions?: string[]
  references: string[]
  simulated?: true
}

const nvd = 'https://nvd.nist.gov/vuln/detail'

export const published: readonly RecordPlan[] = [
  {
    id: 'PYSEC-2026-141', aliases: ['CVE-2026-44431', 'GHSA-qccp-gfcp-xxvc'], published: '2026-05-13T16:16:57.150Z', source: '2026-05-20T09:19:20.983812Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N'], affected: ['PyPI urllib3: 1.23..2.7.0'], references: ['ADVISORY https://github.com/urllib3/urllib3/security/advisories/GHSA-qccp-gfcp-xxvc'],
    summary: 'urllib3 can pass secret headers on to another host when a proxy connection follows a redirect.',
  },
  {
    id: 'PYSEC-2026-142', aliases: ['CVE-2026-44432', 'GHSA-mf9v-mfxr-j63j'], published: '2026-05-13T16:16:57.303Z', source: '2026-05-20T09:19:21.038869Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'], affected: ['PyPI urllib3: 2.6.0..2.7.0'], references: ['ADVISORY https://github.com/urllib3/urllib3/security/advisories/GHSA-mf9v-mfxr-j63j'],
    summary: 'A small compressed answer can make urllib3 unpack far more into memory than its caller asked for.',
  },
  {
    id: 'GHSA-h5c8-rqwp-cp95', aliases: ['CVE-2024-22195'], published: '2024-01-11T15:20:48Z', source: '2024-02-16T08:18:43Z', severity: 'MODERATE',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N'], affected: ['PyPI jinja2: 0..3.1.3'], references: [`ADVISORY ${nvd}/CVE-2024-22195`, 'PACKAGE https://github.com/pallets/jinja'],
    summary: 'Keys given to the xmlattr filter of Jinja are not checked, so a visitor can add HTML attributes of his own to a page.',
  },
  {
    id: 'PYSEC-2026-1473', aliases: ['CVE-2024-22195', 'GHSA-h5c8-rqwp-cp95'], published: '2026-07-07T11:45:29.949639Z', source: '2026-07-07T17:24:22.092053Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:L/A:N'], affected: ['PyPI jinja2: 0..3.1.3'], references: [`ADVISORY ${nvd}/CVE-2024-22195`],
    summary: 'The xmlattr filter of Jinja lets foreign attributes into generated pages.',
  },
  {
    id: 'GHSA-j8r2-6x86-q33q', aliases: ['CVE-2023-32681', 'PYSEC-2023-74'], published: '2023-05-22T20:36:32Z', source: '2024-02-16T08:09:04Z', severity: 'MODERATE',
    cvss: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:N/A:N'], affected: ['PyPI requests: 2.3.0..2.31.0'], references: [`ADVISORY ${nvd}/CVE-2023-32681`, 'PACKAGE https://github.com/psf/requests'],
    summary: 'Requests shows the password for the proxy to the server it is redirected to.',
  },
  {
    id: 'PYSEC-2023-74', aliases: ['CVE-2023-32681', 'GHSA-j8r2-6x86-q33q'], published: '2023-05-26T18:15:00Z', source: '2023-11-08T04:12:35Z',
    affected: ['PyPI requests: 2.3.0..2.31.0'], references: ['FIX https://github.com/psf/requests/commit/74ea7cf7a6a27a4eeb2ae24e162bcc942a6706d5'],
    summary: 'Credentials for a proxy leak from Requests after a redirect to HTTPS.',
  },
  {
    id: 'CVE-2023-32681', aliases: ['GHSA-j8r2-6x86-q33q', 'PYSEC-2023-74'], published: '2023-05-26T18:15:00Z',
    cvss: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:N/A:N'], affected: ['PyPI requests: 2.3.0..2.31.0'], references: [`WEB ${nvd}/CVE-2023-32681`],
    summary: 'Requests sends the Proxy-Authorization header where it does not belong.',
  },
  {
    id: 'PYSEC-2023-250', aliases: ['CVE-2023-49081', 'GHSA-q3qx-c6g2-7pw2'], published: '2023-11-30T07:15:00Z', source: '2024-01-29T16:41:42Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N'], affected: ['PyPI aiohttp: 0..3.9.0'], references: ['ADVISORY https://github.com/aio-libs/aiohttp/security/advisories/GHSA-q3qx-c6g2-7pw2'],
    summary: 'Who chooses the HTTP version in aiohttp can write headers of his own into the request.',
  },
  {
    id: 'GHSA-q3qx-c6g2-7pw2', aliases: ['CVE-2023-49081', 'PYSEC-2023-250'], published: '2023-11-27T23:17:42Z', source: '2024-02-17T05:34:27Z', severity: 'HIGH',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:L/I:L/A:N'], affected: ['PyPI aiohttp: 0..3.9.0'], references: [`ADVISORY ${nvd}/CVE-2023-49081`],
    summary: 'The version of a request is not checked by the client of aiohttp: line breaks in it become headers.',
  },
  {
    id: 'PYSEC-2026-1794', aliases: ['CVE-2023-4863', 'GHSA-j7hp-h8jx-5ppr'], published: '2026-07-07T11:45:24.102852Z', source: '2026-07-07T17:25:03.144219Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H'], affected: ['PyPI pillow: 0..10.0.1'], references: [`ADVISORY ${nvd}/CVE-2023-4863`, 'WEB https://github.com/python-pillow/Pillow/pull/7395'],
    summary: 'The WebP library inside the wheels of Pillow writes past its buffer on a crafted picture.',
  },
  {
    id: 'PYSEC-2023-175', published: '2023-09-20T05:29:33Z', source: '2023-09-25T17:25:13.946374Z',
    affected: ['PyPI pillow: 0..10.0.1'], references: [`ADVISORY ${nvd}/CVE-2023-5129`],
    summary: 'Wheels of Pillow before 10.0.1 carry an outdated libwebp.',
  },
  {
    id: 'PYSEC-2026-457', aliases: ['CVE-2023-50447', 'GHSA-3f63-hfp8-52jq'], published: '2026-06-29T11:50:41.331802Z', source: '2026-07-01T20:23:00.296282Z',
    cvss: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N'], affected: ['PyPI pillow: 0..10.2.0'], references: [`ADVISORY ${nvd}/CVE-2023-50447`],
    summary: 'Names handed to the expression evaluator of Pillow can run any Python code.',
  },
  {
    id: 'PYSEC-2024-225', aliases: ['CVE-2024-26130', 'GHSA-6vqw-3v5j-54x4'], published: '2024-02-21T17:15:09Z', source: '2025-02-06T00:34:24.427679Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'], affected: ['PyPI cryptography: 38.0.0..42.0.4'], references: ['FIX https://github.com/pyca/cryptography/pull/10423'],
    summary: 'Writing a PKCS#12 file whose key and certificate do not fit together crashes the Python process.',
  },
  {
    id: 'PYSEC-2023-73', aliases: ['CVE-2023-31655'], published: '2023-05-18T20:15:00Z', source: '2023-06-27T18:49:56.911238Z', withdrawn: '2023-06-06T10:37:00Z',
    affected: ['PyPI redis: 0..'], references: ['REPORT https://github.com/RedisLabs/redisraft/issues/608'],
    summary: 'Withdrawn: the crash was reported for the server, not for the Python client of the same name.',
  },
  {
    id: 'GO-2024-3321', aliases: ['CVE-2024-45337', 'GHSA-v778-237x-gjrc'],
    affected: ['Go golang.org/x/crypto: 0..0.31.0'], references: ['FIX https://go.dev/cl/635315', 'REPORT https://go.dev/issue/70779'],
    summary: 'Servers that remember the key of an SSH callback may log somebody in with a key he never proved to own.',
  },
  {
    id: 'GHSA-v778-237x-gjrc', aliases: ['CVE-2024-45337'], published: '2024-12-11T21:30:32Z', source: '2024-12-12T13:13:13Z', severity: 'HIGH',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N'], affected: ['Go golang.org/x/crypto: 0..0.31.0'], references: [`ADVISORY ${nvd}/CVE-2024-45337`],
    summary: 'The public-key callback of the Go SSH server invites a use that lets an attacker in.',
  },
  {
    id: 'GO-2023-1571', aliases: ['CVE-2022-41723', 'GHSA-vvpx-j8f3-3w6h'],
    affected: ['Go stdlib: 0..1.19.6, 1.20.0-0..1.20.1', 'Go golang.org/x/net: 0..0.7.0'], references: ['REPORT https://go.dev/issue/57855', 'FIX https://go.dev/cl/468135'],
    summary: 'A crafted HTTP/2 stream keeps the header decoder of Go busy.',
  },
  {
    id: 'GO-2023-2102', aliases: ['CVE-2023-39325', 'GHSA-4374-p667-p6c8'],
    affected: ['Go stdlib: 0..1.20.10, 1.21.0-0..1.21.3', 'Go golang.org/x/net: 0..0.17.0'], references: ['REPORT https://go.dev/issue/63417', 'FIX https://go.dev/cl/534215'],
    summary: 'A client that opens and cancels HTTP/2 requests in quick turn exhausts a Go server.',
  },
  {
    id: 'GHSA-qppj-fm5r-hxr3', aliases: ['CVE-2023-44487'], published: '2023-10-10T21:28:24Z', severity: 'MODERATE',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L', 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:N/VI:N/VA:L/SC:N/SI:N/SA:N'],
    affected: ['Go golang.org/x/net: 0..0.17.0', 'Go google.golang.org/grpc: 0..1.56.3, 1.57.0..1.57.1, 1.58.0..1.58.3'], references: [`ADVISORY ${nvd}/CVE-2023-44487`],
    summary: 'HTTP/2 rapid reset: cancelled streams cost the server more than the client and bring it down.',
  },
  {
    id: 'GO-2024-2687', aliases: ['CVE-2023-45288', 'GHSA-4v7x-pqxf-cx7m'],
    affected: ['Go stdlib: 0..1.21.9, 1.22.0-0..1.22.2', 'Go golang.org/x/net: 0..0.23.0'], references: ['REPORT https://go.dev/issue/65051', 'FIX https://go.dev/cl/576155'],
    summary: 'An endless row of CONTINUATION frames makes a Go HTTP/2 server read headers without end.',
  },
  {
    id: 'GO-2024-2887', aliases: ['CVE-2024-24790'],
    affected: ['Go stdlib: 0..1.21.11, 1.22.0-0..1.22.4'], references: ['REPORT https://go.dev/issue/67680', 'FIX https://go.dev/cl/590316'],
    summary: 'Questions such as IsPrivate answer wrongly for IPv4 addresses that are written as IPv6.',
  },
  {
    id: 'GO-2026-4923', aliases: ['CVE-2026-33817', 'GHSA-6jwv-w5xf-7j27'], withdrawn: '2026-04-08T13:33:56Z',
    affected: ['Go go.etcd.io/bbolt: 0..'], references: ['REPORT https://github.com/golang/vulndb/issues/4923'],
    summary: 'Withdrawn: reporter and maintainer agree that nothing is wrong.',
  },
  {
    id: 'RUSTSEC-2023-0001', aliases: ['CVE-2023-22466', 'GHSA-7rrj-xr53-82p7'], published: '2023-01-04T12:00:00Z', source: '2023-02-09T03:11:29Z',
    affected: ['crates.io tokio: 1.7.0..1.18.4, 1.19.0..1.20.3, 1.21.0..1.23.1'], references: ['ADVISORY https://rustsec.org/advisories/RUSTSEC-2023-0001.html'],
    summary: 'Setting the mode of a named pipe in Tokio silently opens it to clients from the network.',
  },
  {
    id: 'RUSTSEC-2024-0336', aliases: ['CVE-2024-32650', 'GHSA-6g7w-8wpp-frhj'], published: '2024-04-19T12:00:00Z', source: '2024-04-20T02:21:14Z',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'], affected: ['crates.io rustls: 0.0.0-0..0.21.11, 0.22.0..0.22.4, 0.23.0..0.23.5'], references: ['ADVISORY https://rustsec.org/advisories/RUSTSEC-2024-0336.html'],
    summary: 'A goodbye in the middle of the handshake sends rustls into a loop that never ends.',
  },
  {
    id: 'RUSTSEC-2025-0004', aliases: ['CVE-2025-24898', 'GHSA-rpmj-rpgj-qmpm'], published: '2025-02-02T12:00:00Z', source: '2025-10-28T06:02:18Z',
    affected: ['crates.io openssl: 0.0.0-0..0.10.70'], references: ['ADVISORY https://rustsec.org/advisories/RUSTSEC-2025-0004.html'],
    summary: 'Choosing a protocol with the Rust binding of OpenSSL may hand out memory that is already freed.',
  },
  {
    id: 'RUSTSEC-2020-0071', aliases: ['CVE-2020-26235', 'GHSA-wcg3-cvx6-7396'], published: '2020-11-18T12:00:00Z', source: '2024-06-05T14:00:17Z',
    cvss: ['CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'],
    affected: ['crates.io time: 0.0.0-0..0.2.0, 0.2.1-0..0.2.1, 0.2.2-0..0.2.2, 0.2.3-0..0.2.3, 0.2.4-0..0.2.4, 0.2.5-0..0.2.5, 0.2.6-0..0.2.6, 0.2.7-0..0.2.23'],
    references: ['ADVISORY https://rustsec.org/advisories/RUSTSEC-2020-0071.html'],
    summary: 'Asking for the local time while another thread changes the environment can crash the program.',
  },
  {
    id: 'RUSTSEC-2021-0145', aliases: ['GHSA-g98v-hv3f-hcfr'], published: '2021-07-04T12:00:00Z', source: '2023-07-08T12:30:19Z',
    affected: ['crates.io atty: 0.0.0-0..'], references: ['ADVISORY https://rustsec.org/advisories/RUSTSEC-2021-0145.html'],
    summary: 'atty reads an unaligned pointer on Windows; nobody maintains it any more.',
  },
  {
    id: 'GHSA-35jh-r3h4-6jhm', aliases: ['CVE-2021-23337'], published: '2021-05-06T00:00:00Z', severity: 'HIGH',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H'], affected: ['npm lodash: 0..4.17.21'], references: [`ADVISORY ${nvd}/CVE-2021-23337`],
    summary: 'Options given to the template function of Lodash can run commands.',
  },
  {
    id: 'GHSA-jpcq-cgw6-v4j6', aliases: ['CVE-2020-11023'], published: '2020-04-29T00:00:00Z', severity: 'MODERATE',
    cvss: ['CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:C/C:H/I:L/A:N'], affected: ['npm jquery: 1.0.3..3.5.0'],
    references: ['WEB https://github.com/jquery/jquery/security/advisories/GHSA-jpcq-cgw6-v4j6', 'WEB https://blog.jquery.com/2020/04/10/jquery-3-5-0-released/'],
    summary: 'HTML with option elements runs foreign script when jQuery puts it into the page, even after cleaning.',
  },
  {
    id: 'GHSA-67hx-6x53-jw92', aliases: ['CVE-2023-45133'], published: '2023-10-16T13:55:36Z', source: '2024-04-04T14:26:10Z', severity: 'CRITICAL',
    cvss: ['CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H'], affected: ['npm @babel/traverse: 0..7.23.2, 8.0.0-alpha.0..8.0.0-alpha.4', 'npm babel-traverse: 0..'],
    references: ['WEB https://github.com/babel/babel/security/advisories/GHSA-67hx-6x53-jw92', `ADVISORY ${nvd}/CVE-2023-45133`],
    summary: 'Compiling a crafted source file with some plugins of Babel runs what its author wants.',
  },
  {
    id: 'GHSA-3h5v-q93c-6h6q', aliases: ['CVE-2024-37890'], published: '2024-06-17T00:00:00Z', severity: 'HIGH',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H'], affected: ['npm ws: 2.1.0..5.2.4, 6.0.0..6.2.3, 7.0.0..7.5.10, 8.0.0..8.17.1'], references: [`ADVISORY ${nvd}/CVE-2024-37890`],
    summary: 'One request with very many headers stops a ws server.',
  },
  {
    id: 'GHSA-jfh8-c2jp-5v3q', aliases: ['CVE-2021-44228'], published: '2021-12-10T00:40:56Z', severity: 'CRITICAL',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H'], affected: ['Maven org.apache.logging.log4j:log4j-core: 2.0-beta9..2.3.1, 2.4..2.12.2, 2.13.0..2.15.0'], references: [`ADVISORY ${nvd}/CVE-2021-44228`],
    summary: 'A text that is only logged makes Log4j load and run code from somewhere else.',
  },
  {
    id: 'BIT-grafana-2021-43798', aliases: ['CVE-2021-43798'], published: '2024-03-06T10:59:06.588Z', source: '2026-03-20T09:47:33.381Z', severity: 'High',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N'], affected: ['Bitnami grafana: 8.0.1..8.0.7, 8.1.0..8.1.8, 8.2.0..8.2.7, 8.3.0..8.3.1'], references: ['WEB http://www.openwall.com/lists/oss-security/2021/12/09/2'],
    summary: 'Addresses of plugins let anybody read files of the server that Grafana runs on.',
  },
  {
    id: 'BIT-grafana-2023-3128', aliases: ['CVE-2023-3128'], published: '2024-03-06T10:53:06.974Z', source: '2025-04-03T14:40:37.652Z', severity: 'Critical',
    cvss: ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'], affected: ['Bitnami grafana: 6.7.0..8.5.27, 9.2.0..9.2.20, 9.3.0..9.3.16, 9.4.0..9.4.13, 9.5.0..9.5.4'],
    references: ['WEB https://grafana.com/security/security-advisories/cve-2023-3128/'],
    summary: 'Grafana takes the e-mail address of an Azure account for proof of who somebody is.',
  },
  {
    id: 'ALSA-2025:1330', related: ['CVE-2024-12797'], published: '2025-02-11T00:00:00Z', source: '2025-02-12T17:22:37Z',
    affected: ['openssl', 'openssl-devel', 'openssl-libs', 'openssl-perl'].map(name => `AlmaLinux:9 ${name}: 0..1:3.2.2-6.el9_5.1`), references: ['ADVISORY https://errata.almalinux.org/9/ALSA-2025-1330.html'],
    summary: 'Important: update of OpenSSL; handshakes with raw public keys went on although the server was not proved.',
  },
  {
    id: 'ALSA-2026:12310', related: ['CVE-2026-35535'], published: '2026-04-30T00:00:00Z', source: '2026-05-01T06:38:28Z',
    affected: ['sudo', 'sudo-python-plugin'].map(name => `AlmaLinux:9 ${name}: 0..1.9.5p2-15.el9_7`), references: ['ADVISORY https://errata.almalinux.org/9/ALSA-2026-12310.html'],
    summary: 'Important: update of sudo; it could keep privileges that it meant to drop.',
  },
  {
    id: 'ALSA-2024:4312', related: ['CVE-2024-6387'], published: '2024-07-03T00:00:00Z', source: '2024-07-04T06:32:48Z',
    affected: ['openssh', 'openssh-askpass', 'openssh-clients', 'openssh-keycat', 'openssh-server'].map(name => `AlmaLinux:9 ${name}: 0..8.7p1-38.el9_4.1`), references: ['ADVISORY https://errata.almalinux.org/9/ALSA-2024-4312.html'],
    summary: 'Important: update of OpenSSH; a race in a signal handler may let a stranger run code.',
  },
  {
    id: 'DSA-5724-1', upstream: ['CVE-2024-6387'], published: '2024-07-01T00:00:00Z',
    affected: ['Debian:12 openssh: 0..1:9.2p1-2+deb12u3'], references: ['ADVISORY https://security-tracker.debian.org/tracker/DSA-5724-1'],
    summary: 'openssh: the server can be made to run code before anybody has logged in.',
  },
  {
    id: 'DSA-5474-1', published: '2023-08-11T00:00:00Z', source: '2026-03-09T02:11:37.555571Z',
    affected: ['Debian:11 intel-microcode: 0..3.20230808.1~deb11u1', 'Debian:12 intel-microcode: 0..3.20230808.1~deb12u1'], references: ['ADVISORY https://security-tracker.debian.org/tracker/DSA-5474-1'],
    summary: 'intel-microcode: new microcode against processor faults that leak data between programs.',
  },
]
