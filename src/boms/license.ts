/**
 * Ids of the SPDX License List that have long been on it, so that every published CycloneDX schema knows them. Not the whole
 * list: an id that is not here is written as a name or expression, which is true of it too.
 */
const families: readonly (readonly [string, string])[] = [
  ['', '0BSD AAL Abstyles Adobe-2006 Adobe-Glyph ADSL Afmparse Aladdin AMDPLPA AML AMPAS ANTLR-PD APAFML APL-1.0'],
  ['AFL-', '1.1 1.2 2.0 2.1 3.0'],
  ['AGPL-', '1.0 1.0-only 1.0-or-later 3.0 3.0-only 3.0-or-later'],
  ['Apache-', '1.0 1.1 2.0'],
  ['APSL-', '1.0 1.1 1.2 2.0'],
  ['Artistic-', '1.0 1.0-Perl 1.0-cl8 2.0'],
  ['', 'Bahyph Barr Beerware blessing BlueOak-1.0.0 Borceux BSL-1.0 BUSL-1.1 bzip2-1.0.5 bzip2-1.0.6'],
  ['BSD-1-Clause', ''],
  ['BSD-2-Clause', '-Patent -Views'],
  ['BSD-3-Clause', '-Attribution -Clear -LBNL -Modification -No-Nuclear-License -No-Nuclear-Warranty -Open-MPI'],
  ['BSD-4-Clause', '-UC'],
  ['', 'BSD-Protection BSD-Source-Code BitTorrent-1.0 BitTorrent-1.1 Caldera CATOSL-1.1'],
  [
    'CC-BY-',
    '1.0 2.0 2.5 3.0 4.0 NC-3.0 NC-4.0 ND-3.0 ND-4.0 SA-2.0 SA-2.5 SA-3.0 SA-4.0 NC-ND-4.0 NC-SA-3.0 NC-SA-4.0',
  ],
  ['', 'CC0-1.0 CC-PDDC CDDL-1.0 CDDL-1.1 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CDLA-Sharing-1.0'],
  ['CECILL-', '1.0 1.1 2.0 2.1 B C'],
  ['', 'ClArtistic CNRI-Jython CNRI-Python CNRI-Python-GPL-Compatible Condor-1.1 CPAL-1.0 CPL-1.0 CPOL-1.02 Crossword'],
  ['', 'CUA-OPL-1.0 Cube curl diffmark DOC Dotseqn DSDP dvipdfm ECL-1.0 ECL-2.0 EFL-1.0 EFL-2.0 eGenix Elastic-2.0'],
  ['', 'Entessa EPL-1.0 EPL-2.0 ErlPL-1.1 EUDatagrid EUPL-1.0 EUPL-1.1 EUPL-1.2 Eurosym Fair FSFAP FSFUL FSFULLR FTL'],
  ['GFDL-', '1.1-only 1.1-or-later 1.2-only 1.2-or-later 1.3-only 1.3-or-later 1.1 1.2 1.3'],
  ['', 'Giftware GL2PS Glide Glulxe gnuplot gSOAP-1.3b HaskellReport Hippocratic-2.1 HPND HPND-sell-variant'],
  ['GPL-', '1.0 1.0-only 1.0-or-later 2.0 2.0-only 2.0-or-later 3.0 3.0-only 3.0-or-later'],
  ['GPL-2.0-with-', 'autoconf-exception bison-exception classpath-exception font-exception GCC-exception'],
  ['', 'IBM-pibs ICU IJG ImageMagick iMatix Imlib2 Info-ZIP Intel Intel-ACPI Interbase-1.0 IPA IPL-1.0 ISC'],
  [
    '',
    'JasPer-2.0 JSON LAL-1.2 LAL-1.3 Latex2e Leptonica libpng-2.0 Libpng libtiff LiLiQ-P-1.1 LiLiQ-R-1.1 Linux-OpenIB',
  ],
  ['LGPL-', '2.0 2.0-only 2.0-or-later 2.1 2.1-only 2.1-or-later 3.0 3.0-only 3.0-or-later'],
  ['', 'LGPLLR LPL-1.0 LPL-1.02 LPPL-1.0 LPPL-1.1 LPPL-1.2 LPPL-1.3a LPPL-1.3c MakeIndex MirOS'],
  ['MIT', '-0 -CMU -advertising -enna -feh -Modern-Variant'],
  ['MPL-', '1.0 1.1 2.0 2.0-no-copyleft-exception'],
  [
    '',
    'Motosoto mpich2 MS-PL MS-RL MTLL MulanPSL-1.0 MulanPSL-2.0 Multics Mup NASA-1.3 Naumen NBPL-1.0 NCSA Net-SNMP NetCDF',
  ],
  ['', 'Newsletr NGPL NIST-PD NLPL Nokia NOSL Noweb NPL-1.0 NPL-1.1 NPOSL-3.0 NRL NTP OCLC-2.0 ODbL-1.0 ODC-By-1.0'],
  ['', 'OFL-1.0 OFL-1.1 OGL-UK-3.0 OGTSL OLDAP-2.8 OML OpenSSL OPL-1.0 OSET-PL-2.1 OSL-1.0 OSL-2.0 OSL-2.1 OSL-3.0'],
  ['', 'Parity-7.0.0 PDDL-1.0 PHP-3.0 PHP-3.01 Plexus PolyForm-Noncommercial-1.0.0 PostgreSQL psfrag psutils PSF-2.0'],
  [
    '',
    'Python-2.0 Python-2.0.1 Qhull QPL-1.0 Rdisc RHeCos-1.1 RPL-1.1 RPL-1.5 RPSL-1.0 RSA-MD RSCPL Ruby SAX-PD Saxpath',
  ],
  ['', 'SCEA Sendmail SGI-B-1.0 SGI-B-1.1 SGI-B-2.0 SimPL-2.0 SISSL SISSL-1.2 Sleepycat SMLNJ SMPPL SNIA Spencer-86'],
  ['', 'SSPL-1.0 SugarCRM-1.1.3 SWL TCL TCP-wrappers TMate TORQUE-1.1 TOSL UCL-1.0 Unicode-DFS-2015 Unicode-DFS-2016'],
  ['', 'Unicode-TOU Unlicense UPL-1.0 Vim VOSTROM VSL-1.0 W3C W3C-19980720 W3C-20150513 Watcom-1.0 Wsuipa WTFPL'],
  ['', 'X11 Xerox XFree86-1.1 xinetd Xnet xpp XSkat YPL-1.0 YPL-1.1 Zed Zend-2.0 Zimbra-1.3 Zimbra-1.4 Zlib'],
  ['', 'zlib-acknowledgement ZPL-1.1 ZPL-2.0 ZPL-2.1'],
]

/** A family whose first member is its bare name. */
const bare = new Set(['BSD-1-Clause', 'BSD-2-Clause', 'BSD-3-Clause', 'BSD-4-Clause', 'MIT'])

let known: ReadonlySet<string> | undefined

/** The ids, put together when they are first asked for: most scans ask for none, and start sooner. */
export function knownLicenses(): ReadonlySet<string> {
  known ??= new Set(
    families.flatMap(([start, ends]) => [
      ...(bare.has(start) ? [start] : []),
      ...ends.split(' ').flatMap(end => (end === '' ? [] : [start + end])),
    ]),
  )
  return known
}
