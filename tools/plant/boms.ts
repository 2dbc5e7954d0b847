/**
 * The bills of materials of the simulated plant as indented trees: what stands deeper is what the line above depends on.
 * A line is a package URL without `pkg:` and qualifiers as written, or `!type name@version` for what has none.
 * `maker` is who wrote the bill. Packages and versions are real ones; subjects, vendors under `.example` and the
 * scopes @havelmark, @talwerk, @kranich are invented.
 */
export interface BomPlan {
  file: string
  format: 'json' | 'xml'
  spec: '1.2' | '1.4' | '1.5' | '1.6'
  /** Stated time of writing, RFC 3339 UTC. */
  at: string
  maker: string
  /** `type name@version` of what the bill is about. */
  subject: string
  /** Bills of vendors who give no graph. */
  flat?: boolean
  tree: string
}

const talwerk = 'Talwerk Dosiertechnik (talwerk.example)'
const kranich = 'Kranich Packaging Machines (kranich-pack.example)'
const brisa = 'Brisa Robotics (brisa.example)'
const own = 'Havelmark Foods (havelmark.example)'

/** A controller's bill is its firmware, as its type plate names it. */
function firmware(file: string, at: string, maker: string, product: string, version: string): BomPlan {
  return {
    file,
    format: 'json',
    spec: '1.5',
    at,
    maker,
    subject: `device ${product}`,
    tree: `!firmware ${product} firmware@${version}`,
  }
}

const express = `
npm/express@4.18.2
  npm/body-parser@1.20.1
    npm/qs@6.11.0
    npm/raw-body@2.5.1
  npm/cookie@0.5.0
  npm/qs@6.11.0
  npm/send@0.18.0
    npm/ms@2.1.3`

export const bomPlans: readonly BomPlan[] = [
  {
    file: 'hmi-filler.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2023-01-30T08:00:00Z',
    maker: talwerk,
    subject: 'application FillView@5.2.1',
    tree: `${express}
npm/ws@8.16.0
npm/lodash@4.17.20
npm/jquery@3.4.1
npm/moment@2.29.4
npm/%40talwerk/recipe-store@3.2.0
  npm/lodash@4.17.20
  npm/uuid@9.0.0
!application Chromium Embedded Framework@110.0.27`,
  },
  {
    file: 'hmi-packer.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2025-06-12T07:30:00Z',
    maker: kranich,
    subject: 'application CaseView@7.1.0',
    tree: `
npm/express@4.19.2
  npm/body-parser@1.20.2
  npm/qs@6.11.0
npm/ws@8.18.0
npm/lodash@4.17.21
npm/jquery@3.7.1
npm/%40kranich/hmi-widgets@2.0.4
  npm/d3@7.8.5
  npm/lodash@4.17.21`,
  },
  {
    file: 'hmi-cip.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2023-05-10T09:15:00Z',
    maker: talwerk,
    subject: 'application CleanView CIP@3.1.0',
    tree: `
pypi/flask@2.3.2
  pypi/jinja2@3.1.2
    pypi/markupsafe@2.1.2
  pypi/werkzeug@2.3.4
  pypi/click@8.1.3
pypi/requests@2.30.0
  pypi/urllib3@2.0.2
  pypi/idna@3.4
  pypi/certifi@2023.5.7
pypi/pillow@9.5.0
pypi/opcua@0.98.13
  pypi/lxml@4.9.2`,
  },
  {
    file: 'hmi-retort.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2026-08-31T10:00:00Z',
    maker: kranich,
    subject: 'application RetortView@2.4.0',
    tree: `
pypi/flask@3.1.0
  pypi/jinja2@3.1.6
  pypi/werkzeug@3.1.3
pypi/requests@2.32.4
  pypi/urllib3@2.7.0
  pypi/idna@3.10
pypi/pillow@11.1.0
pypi/cryptography@44.0.2`,
  },
  {
    file: 'edge-host.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2026-10-05T03:00:00Z',
    maker: own,
    subject: 'operating-system edge-host@12.5',
    tree: `
deb/debian/openssh@1:9.2p1-2%2Bdeb12u2?arch=source&distro=debian-12
deb/debian/openssh-server@1:9.2p1-2%2Bdeb12u2?arch=amd64&distro=debian-12&upstream=openssh
  deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl
  deb/debian/zlib1g@1:1.2.13.dfsg-1?arch=amd64&distro=debian-12&upstream=zlib
deb/debian/intel-microcode@3.20230512.1?arch=amd64&distro=debian-12
deb/debian/docker.io@20.10.24%2Bdfsg1-1%2Bb3?arch=amd64&distro=debian-12
  deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc
deb/debian/curl@7.88.1-10%2Bdeb12u5?arch=amd64&distro=debian-12
  deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl
deb/debian/mosquitto@2.0.11-1.2%2Bdeb12u1?arch=amd64&distro=debian-12`,
  },
  {
    file: 'historian.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2024-11-20T03:00:00Z',
    maker: own,
    subject: 'operating-system historian@9.4',
    tree: `
rpm/almalinux/openssh-server@8.7p1-38.el9?arch=x86_64&distro=almalinux-9
  rpm/almalinux/openssl-libs@3.2.2-6.el9_5?arch=x86_64&distro=almalinux-9&epoch=1
rpm/almalinux/openssl@3.2.2-6.el9_5?arch=x86_64&distro=almalinux-9&epoch=1
  rpm/almalinux/openssl-libs@3.2.2-6.el9_5?arch=x86_64&distro=almalinux-9&epoch=1
rpm/almalinux/sudo@1.9.5p2-10.el9_3?arch=x86_64&distro=almalinux-9
rpm/almalinux/postgresql-server@13.16-1.el9_4?arch=x86_64&distro=almalinux-9
  rpm/almalinux/glibc@2.34-100.el9_4.4?arch=x86_64&distro=almalinux-9`,
  },
  {
    file: 'historian-standby.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2026-10-13T03:00:00Z',
    maker: own,
    subject: 'operating-system historian@9.7',
    tree: `
rpm/almalinux/openssh-server@8.7p1-47.el9_7?arch=x86_64&distro=almalinux-9
  rpm/almalinux/openssl-libs@3.5.1-7.el9_7?arch=x86_64&distro=almalinux-9&epoch=1
rpm/almalinux/openssl@3.5.1-7.el9_7?arch=x86_64&distro=almalinux-9&epoch=1
rpm/almalinux/sudo@1.9.5p2-15.el9_7?arch=x86_64&distro=almalinux-9
rpm/almalinux/postgresql-server@13.23-1.el9_7?arch=x86_64&distro=almalinux-9`,
  },
  {
    file: 'grafana-oee.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2021-12-01T12:00:00Z',
    maker: own,
    subject: 'container line-performance@8.2.3',
    tree: `
bitnami/grafana@8.2.3
bitnami/postgresql@14.1.0`,
  },
  {
    file: 'grafana-energy.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2023-06-12T12:00:00Z',
    maker: own,
    subject: 'container energy-dashboard@9.5.2',
    tree: `
bitnami/grafana@9.5.2`,
  },
  {
    file: 'mes-server-java.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2021-11-08T14:00:00Z',
    maker: brisa,
    subject: 'application BrisaMES server@9.4.1',
    tree: `
maven/org.springframework/spring-core@5.3.12
maven/org.apache.logging.log4j/log4j-core@2.14.1
  maven/org.apache.logging.log4j/log4j-api@2.14.1
maven/com.fasterxml.jackson.core/jackson-databind@2.12.5
maven/org.postgresql/postgresql@42.2.24`,
  },
  firmware('plc-s7-1516.cdx.json', '2022-08-22T06:00:00Z', 'Siemens', 'SIMATIC S7-1500 CPU 1516-3 PN/DP', 'V2.9.4'),
  firmware('plc-s7-1513.cdx.json', '2020-09-01T06:00:00Z', 'Siemens', 'SIMATIC S7-1500 CPU 1513-1 PN', 'V2.8.3'),
  firmware('plc-s7-1214.cdx.json', '2022-08-22T06:00:00Z', 'Siemens', 'SIMATIC S7-1200 CPU 1214C', 'V4.5.2'),
  firmware('plc-m340.cdx.json', '2018-10-15T06:00:00Z', 'Schneider Electric', 'Modicon M340 BMXP342020', 'V3.40'),
  firmware('plc-l81e.cdx.json', '2020-04-20T06:00:00Z', 'Rockwell Automation', 'ControlLogix 5580 1756-L81E', '33.011'),
  firmware('switch-xc208.cdx.json', '2022-08-22T06:00:00Z', 'Siemens', 'SCALANCE XC208', 'V4.3'),
  {
    file: 'talwerk-dosing.cdx.xml',
    format: 'xml',
    spec: '1.4',
    at: '2022-03-01T09:00:00Z',
    maker: talwerk,
    subject: 'firmware DosiLine 40@4.2.1',
    flat: true,
    tree: `
cargo/tokio@1.17.0
cargo/rustls@0.20.4
cargo/serde@1.0.136
npm/jquery@3.4.1
!library FreeRTOS@10.4.6
!library lwIP@2.1.3`,
  },
  {
    file: 'kranich-caser.cdx.xml',
    format: 'xml',
    spec: '1.6',
    at: '2023-08-30T09:00:00Z',
    maker: kranich,
    subject: 'firmware Caser C7@7.0.3',
    tree: `
golang/stdlib@1.20.5
golang/golang.org/x/net@v0.10.0
  golang/golang.org/x/text@v0.9.0
golang/golang.org/x/crypto@v0.9.0
golang/google.golang.org/grpc@v1.55.0
  golang/golang.org/x/net@v0.10.0
  golang/google.golang.org/protobuf@v1.30.0`,
  },
  {
    file: 'orbiton-vision.cdx.xml',
    format: 'xml',
    spec: '1.2',
    at: '2020-10-01T09:00:00Z',
    maker: 'Orbiton Vision (orbiton.example)',
    subject: 'application SealCheck@2020.3',
    flat: true,
    tree: `
pypi/numpy@1.19.1
pypi/pillow@7.2.0
pypi/opencv-python@4.4.0.42
pypi/requests@2.24.0
pypi/urllib3@1.25.10
cargo/orbiton-camlink@0.3.1
npm/lodash@4.17.15`,
  },
  {
    file: 'lumenwaage-checkweigher.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2022-01-10T09:00:00Z',
    maker: 'Lumenwaage (lumenwaage.example)',
    subject: 'firmware LW 300@7.4',
    flat: true,
    tree: '',
  },
  {
    file: 'brisa-robot-cell.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2022-05-20T09:00:00Z',
    maker: brisa,
    subject: 'application Palletizer P4@2.6',
    flat: true,
    tree: `
npm/lodash
npm/jquery
pypi/requests
!library Robot Operating System
!library motion-core@2.6
pypi/pyyaml@6.0`,
  },
  {
    file: 'label-station.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2026-11-17T05:45:00Z',
    maker: own,
    subject: 'application Label station@2.3.1',
    tree: `
npm/%40havelmark/label-printer-helper@2.3.1
  npm/axios@1.7.7
    npm/follow-redirects@1.15.9
    npm/form-data@4.0.1
npm/ws@8.18.0
npm/bwip-js@4.5.1`,
  },
  {
    file: 'jump-host.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2026-10-05T03:10:00Z',
    maker: own,
    subject: 'operating-system jump-host@12.4',
    tree: `
deb/debian/openssh@1:9.2p1-2%2Bdeb12u3?arch=source&distro=debian-12
deb/debian/intel-microcode@3.20240910.1~deb12u1?arch=amd64&distro=debian-12
deb/debian/openssh-client@1:9.2p1-2%2Bdeb12u1?arch=amd64
deb/debian/xrdp@0.9.21.1-1?arch=amd64&distro=debian-12`,
  },
  {
    file: 'dmz-broker.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2024-01-20T11:00:00Z',
    maker: own,
    subject: 'application DMZ data broker@0.9.2',
    tree: `
golang/stdlib@1.21.5
golang/golang.org/x/crypto@v0.17.0
  golang/golang.org/x/sys@v0.15.0
golang/golang.org/x/net@v0.19.0
  golang/golang.org/x/text@v0.14.0
golang/github.com/eclipse/paho.mqtt.golang@v1.4.3
  golang/github.com/gorilla/websocket@v1.5.1
  golang/golang.org/x/net@v0.19.0`,
  },
  {
    file: 'erp-connector.cdx.json',
    format: 'json',
    spec: '1.5',
    at: '2024-07-01T08:00:00Z',
    maker: own,
    subject: 'application ERP connector@6.0.4',
    tree: `
pypi/aiohttp@3.8.6
  pypi/multidict@6.0.4
  pypi/yarl@1.9.2
pypi/brisa-mes-client@1.4.0
  pypi/requests@2.31.0
    pypi/urllib3@2.6.3
npm/lodash@4.17.21
npm/ws@7.5.9`,
  },
  {
    file: 'agv-fleet.cdx.json',
    format: 'json',
    spec: '1.6',
    at: '2024-08-12T08:00:00Z',
    maker: brisa,
    subject: 'application FleetPilot@2.1.0-rc',
    tree: `
pypi/cryptography@41.x-plant3
pypi/redis@4.5.5
npm/ws@latest
cargo/tokio@1.38.0
  cargo/mio@0.8.11
rpm/brisaos/openssl@3.0.7-2.br4?arch=aarch64&distro=brisaos-4
golang/go.etcd.io/bbolt@v1.3.7`,
  },
]
