import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showInterval } from '../range.ts'
import { inVersionRange, readVersionRange } from './version-range.ts'

/** A range as one line: its runs, `all`, `none`, or `unclear`. */
function shown(text: string, range = true): string {
  const { all, intervals, unclear } = readVersionRange(text, range)
  const parts = all ? ['all'] : intervals.map(showInterval)
  if (unclear.length > 0) parts.push('unclear')
  return parts.join(', ') || 'none'
}

const says = (range: string, version?: string) => inVersionRange(readVersionRange(range, true), version).says

function readAs(cases: Readonly<Record<string, string>>, range = true): void {
  for (const [text, wanted] of Object.entries(cases)) assert.equal(shown(text, range), wanted, JSON.stringify(text))
}

test('vers texts are read in every scheme, loosely written ones too', () => {
  readAs({
    'vers:all/*': 'all',
    'vers:all/<V3.1.4': '<V3.1.4',
    'vers:intdot/>=7.80|<10.0': '>=7.80 <10.0',
    'vers:all/>=V5.4<V5.5 SP1': '>=V5.4 <V5.5 SP1',
    'vers:all/<V3%20SP1': '<V3 SP1',
    'vers:generic/>=2.0|<2.5|>=3.0|<3.2': '>=2.0 <2.5, >=3.0 <3.2',
    'vers:intdot/<5.0|!=3.1': '<3.1, >3.1 <5.0',
    'vers:all/2.0|2.1': '=2.0, =2.1',
  })
})

test('comparators stand before a version as signs or words', () => {
  readAs({
    'All versions < V2.9.2': '<V2.9.2',
    'All BIOS versions < V25.02.06': '<V25.02.06',
    'BIOS < V20.01.10': '<V20.01.10',
    '>= V2.0 < V2.2.28': '>=V2.0 <V2.2.28',
    '>=V4.0|<V4.6': '>=V4.0 <V4.6',
    '>= V2.1 and < V2.1.3': '>=V2.1 <V2.1.3',
    '=> 5.0 | =< 5.0.5': '>=5.0 <=5.0.5',
    '≤ 5.0.1.14': '<=5.0.1.14',
    '1.0 <= version < 2.0': '>=1.0 <2.0',
    'All versions prior to V1.5.1': '<V1.5.1',
    'Firmware versions before 8.26': '<8.26',
    'starting from 2.0 prior to 2.6': '>=2.0 <2.6',
    'from 3.0 up to but not including 3.6': '>=3.0 <3.6',
    'Up to and including 2.4.7': '<=2.4.7',
    '2.0 (including) and 2.6 (excluding)': '>=2.0 <2.6',
    'All versions between V2.5 (including) and V2.7 (excluding)': '>=V2.5 <V2.7',
    '<=(R4.10)': '<=R4.10',
    'All versions < ROS V5.0.1': '<V5.0.1',
    '>=R100-V0|<R302-V1': '>=R100-V0 <R302-V1',
    '< 14.4u1 (14.x series)': '>=14 <14.4u1',
    '<= Build 2019-09-21': '<=Build 2019-09-21',
    '<= 6.01.00/29.03.2007': '<=6.01.00',
    'A10 < A11': '>=A10 <A11',
    'V4.7: < V4.7 HF27': '>=V4.7 <V4.7 HF27',
    '>FW16_up_to_and_including_FW26': '>FW16 <=FW26',
  })
})

test('comparators stand behind a version too', () => {
  readAs({
    '2.3.6 and below': '<=2.3.6',
    'V4.10 and earlier': '<=V4.10',
    'firmware version "06" or prior': '<=06',
    '2.3 and all previous versions': '<=2.3',
    'v33.011 and later': '>=v33.011',
    '2.0+': '>=2.0',
    'V7.x and prior': '<8',
  })
})

test('German and other spellings are read', () => {
  readAs({
    'alle Versionen': 'all',
    'alle Versionen vor V2.5': '<V2.5',
    'bis einschließlich 2.5': '<=2.5',
    'bis V2.5': '<=V2.5',
    'V2.5 und älter': '<=V2.5',
    'ab V2.5': '>=V2.5',
    'Versionen 2.0 bis 2.5': '>=2.0 <=2.5',
    'zwischen 2.0 und 2.5': '>=2.0 <=2.5',
    'antérieures à 2.5': '<2.5',
    'todas las versiones': 'all',
  })
})

test('lines with a star, and ranges with a hyphen or a word', () => {
  readAs({
    'V2.X': '>=2 <3',
    'Versions 1.2.x': '>=1.2 <1.3',
    '12.2.*': '>=12.2 <12.3',
    '1.5.x | 1.6.x': '>=1.5 <1.7',
    'All versions <= V7.x': '<8',
    '< 8.1x': '<8.10',
    '<= 1.21X': '<=1.21X',
    '4.x prior to 4.0.5': '>=4 <4.0.5',
    'All versions of V5': '>=5 <6',
    '3.1 through 3.3.3': '>=3.1 <=3.3.3',
    '28  - 32': '>=28 <=32',
    '20-33': '>=20 <=33',
    'V175-V189': '>=175 <=V189',
    '12.4.1-12.4.11': '>=12.4.1 <=12.4.11',
    'V1.81.01 – V1.81.03': '>=1.81.01 <=V1.81.03',
    '5.1.1-1 | 6.0.0-1': '=5.1.1-1, =6.0.0-1',
  })
})

test('a middle star means every line', () => {
  for (const [version, wanted] of Object.entries({
    'V3.2.16': 'in',
    'V3.3.17': 'out',
    'V3.2.18': 'out',
    'V2.9': 'in',
    'V4.0': 'out',
  }))
    assert.equal(says('< V3.X.17', version), wanted, version)
})

test('lists are versions, or the ends of several lines', () => {
  readAs({
    'V15, V15.1 and V16': '=V15, =V15.1, =V16',
    '7.30 | 7.40': '=7.30, =7.40',
    '2.02 | 2.51 2.52 | 2.54': '=2.02, =2.51, =2.52, =2.54',
    '<= 4.2.21 | <= 5.0.27 | <= 6.0.16': '<=4.2.21, >=5 <=5.0.27, >=6 <=6.0.16',
    '<= 1.12.0.25 | 1.12.13.2 | 1.12.14.5': '<=1.12.0.25, >=1.12.1 <=1.12.13.2, >=1.12.14 <=1.12.14.5',
    '<V33.017_V34.014_V35.013_V36.011': '<V33.017, >=V34 <V34.014, >=V35 <V35.013, >=V36 <V36.011',
    'prior to 34.014, 35.013': '<34.014, >=35 <35.013',
    '>=13.0.0 | <= 13.0.2 | 13.1.0': '>=13.0.0 <=13.0.2, =13.1.0',
    '< 4.8 | SP5': '<4.8 SP5',
    '9.4 | FP2  Hotfix 5': '=9.4 FP2 Hotfix 5',
  })
  for (const [version, wanted] of Object.entries({ '4.2.21': 'in', '4.2.22': 'out', '5.0.27': 'in', '5.0.28': 'out' }))
    assert.equal(says('<= 4.2.21 | <= 5.0.27', version), wanted, version)
})

test('versions as makers write them are ends of ranges', () => {
  readAs({
    '< V14 SP1 Update 3': '<V14 SP1 Update 3',
    '<V16_Update_7': '<V16 Update 7',
    '<= 3.40 R5 build 571848': '<=3.40 R5 build 571848',
    '<= 2020 R2 P01': '<=2020 R2 P01',
    '<= 15.2(5)EA.fc4': '<=15.2(5)EA.fc4',
    'vers:all/<VX.223.0 Update 3': '<VX.223.0 Update 3',
    '< 5.7.4 (96)': '<5.7.4 build 96',
    ' <1.000.HW00.21.20190812': '<1.000.HW00.21.20190812',
    '<= 3.1 Service Pack 1A': '<=3.1 SP 1A',
    'Firmware__20.011': '=Firmware 20.011',
    R14A: '=R14A',
    'Rev. B': '=Rev. B',
    '<=E': '<=E',
    'No version': 'none',
  })
  readAs(
    {
      '17Q2.1': '=17Q2.1',
      '8.00-20140730': '=8.00-20140730',
      '20130114': '=20130114',
      'MX-V4.0.1.15': '=V4.0.1.15',
      '5.1.1-1': '=5.1.1-1',
    },
    false,
  )
})

test('remarks take nothing away', () => {
  readAs({
    '< 15.1 HF001 (including former Unity Pro)': '<15.1 HF001',
    '8.2 (all editions)': '=8.2',
    '>= 2.8.1 (only affected by CVE-2019-0001)': '>=2.8.1',
    '2.3 only': '=2.3',
    '< V2.1 SP3 (2.1.670)': '<V2.1 SP3',
  })
})

test('what a version cannot decide is unclear and quoted', () => {
  for (const text of [
    '',
    'n/a',
    '<=the_first_5_digits_of_serial_number_24031',
    'manufactured before 2018',
    '1783-SAD2T2SBK9',
    '750-823 | 750-832/xxx-xxx',
    'S2-LP-1501',
    '2700291',
    '<=d78dda6',
    '>= 1.0 | >= 2.4',
    '<=2.22 | <=1.01',
    'MLFB 6SR42 with option A30',
    'All versions with Fortinet NGFW',
    'Versions including affected FTP server',
    'All versions < V9.0 SP2 with WinCC V7.4 SP1 Upd11',
    'All versions <= V2.3.0 and Function State (FS) <= 3',
    '>= V2.0 | < V3.0 with option X',
    'V17 (All updates)',
    '>= <= 2.2 | 2.5.1',
    'all except 2.3',
    '< IR302 3.5.56',
    '> 5.0 < 4.0',
    '>= R14A | < 17Q2.1',
    '2.0 and earlier and later',
    'not affected',
  ]) {
    const read = readVersionRange(text, true)
    assert.deepEqual({ all: read.all, intervals: read.intervals }, { all: false, intervals: [] }, text)
    assert.deepEqual(read.unclear, [text])
    assert.equal(inVersionRange(read, '1.0').says, 'undecided', text)
  }
})

test('a condition leaves open what lies inside its bounds, and outside nothing is affected', () => {
  for (const [range, version, wanted] of [
    ['< V10.4.2 only if Teamcenter PDI feature is used', 'V10.4.1', 'undecided'],
    ['< V10.4.2 only if Teamcenter PDI feature is used', 'V10.4.2', 'out'],
    ['All versions < V2.0 (with option X)', '2.1', 'out'],
    ['>= 2.0 | < 3.0 (if option X is installed)', '1.9', 'out'],
    ['<= V9.0 SP2 with WinCC V7.4', 'V9.1', 'out'],
    // The condition may be the second part's alone, or widen.
    ['>= V2.0 | < V3.0 with option X', '1.0', 'undecided'],
    ['< V2.0 with option X and < V3.0 with option Y', '2.5', 'undecided'],
    ['< V2.0 (with option X also later versions)', '2.5', 'undecided'],
    // The service pack may be the version's own.
    ['< V7.5 with SP1', 'V7.5', 'undecided'],
    ['All versions with option X before V2.0', '3.0', 'undecided'],
    ['< V2.0 only if option X', 'R14A', 'undecided'],
  ] as const)
    assert.equal(says(range, version), wanted, `${version} in ${range}`)
})

test('a note that more may be affected takes nothing away', () => {
  const range = readVersionRange('<= 7.20 (7.50 and 7.60 may also be affected if WibuKey was installed)', true)
  assert.deepEqual(range.intervals, [{ to: '7.20', toIncluded: true }])
  assert.equal(inVersionRange(range, '7.19').says, 'in')
  assert.equal(inVersionRange(range, '7.50').says, 'undecided')
})

test("the product's own words stand before a version", () => {
  const read = (text: string, product: string) => readVersionRange(text, true, product).intervals.map(showInterval)
  assert.deepEqual(read('< SIMATIC WinAC RTX 2010 SP3', 'SIMATIC WinAC RTX 2010'), ['<2010 SP3'])
  assert.deepEqual(read('SCADA Web Server Version 2.02.0007 and prior', 'SCADA Web Server'), ['<=Version 2.02.0007'])
  assert.deepEqual(read('All versions with WinCC before V7.4', 'SIMATIC WinCC'), [])
  // A generation rather than a version, and another product.
  assert.deepEqual(read('CODESYS Control RTE V3', 'CODESYS Control RTE'), [])
  assert.deepEqual(read('< Apache Server 2.4', 'SCADA Web Server'), [])
})

test('days by words, levels in two words and revisions of two letters are versions', () => {
  readAs({
    '<= November 11, 2017': '<=2017-11-11',
    '<May_1_2024': '<2024-05-01',
    'before 1 Okt 2020': '<2020-10-01',
    '< V4.70 SP9 Security Patch 1': '<V4.70 SP9 Patch 1',
    '<= 2.11 R3 2259': '<=2.11 R3 build 2259',
    '< Rev. AC': '<Rev. AC',
  })
  for (const [range, version, wanted] of [
    ['< Rev. AC', 'AB', 'in'],
    ['< Rev. AC', 'Rev. Z', 'in'],
    ['< Rev. C', 'Rev. AA', 'out'],
    ['< Rev. AC', 'NA', 'undecided'],
  ] as const)
    assert.equal(says(range, version), wanted, `${version} in ${range}`)
})

test('versions in the words of an end that nobody can take apart are decided by their last number', () => {
  for (const [range, version, wanted] of [
    ['<=TitanNit_2.01', 'TitanNit_2.01', 'in'],
    ['<=TitanNit_2.01', '="titannit 2.00"', 'in'],
    ['<=TitanNit_2.01', 'TitanNit_2.02', 'out'],
    ['<NVR-B3801.20.17.240507', 'NVR-B3801.20.17.240507', 'out'],
    ['<NVR-B3801.20.17.240507', 'NVR-B3801.20.17.240506', 'in'],
    ['<=TitanNit_2.01', 'TitanNit_3.01', 'undecided'],
    ['<=TitanNit_2.01', '2.00', 'undecided'],
    ['<=d78dda6', 'd78dda7', 'undecided'],
    ['<=Titan_05032019', 'Titan_04032020', 'undecided'],
    ['<=TitanNit_2.01 | <= Other 3', 'TitanNit_2.00', 'undecided'],
  ] as const)
    assert.equal(says(range, version), wanted, `${version} in ${range}`)
})

test('of several components, one that says it is the firmware decides, the others are unclear', () => {
  const range = readVersionRange('< 11.8 (ME) | < R1.21 (BIOS)', true)
  assert.deepEqual(range.intervals, [{ to: 'R1.21' }])
  assert.deepEqual(range.unclear, ['< 11.8 (ME)'])
  assert.equal(inVersionRange(range, '1.20').says, 'in')
  assert.equal(inVersionRange(range, '1.22').says, 'undecided')
})

test('a version lies in a range, outside, or nobody can say', () => {
  for (const [range, version, wanted] of [
    ['< V7.5 SP1 Update 3', 'V7.4', 'in'],
    ['< V7.5 SP1 Update 3', 'V7.5 SP1 Upd3', 'out'],
    ['>= V7.5 SP1 | < V7.5 SP2', 'V7.5', 'out'],
    ['<= 33.011', '33', 'in'],
    ['< V2.9', 'FW V2.9.0', 'out'],
    ['< V2.9.7', 'FW V2.9.4', 'in'],
    ['<= 3.0.11', 'Firmware 3.0.11', 'in'],
    ['< 04.09.00C', '4.9.0', 'in'],
    ['<= 2020 R2 P01', '2020 R2', 'in'],
    ['<= 2020 R2 P01', '17.0.18', 'undecided'],
    ['< 17Q2.1', 'R14A', 'undecided'],
    ['<=23121', '1.20', 'undecided'],
    ['<= 1.03D', '1.03E', 'out'],
    ['<= C.00.04', 'B.10', 'in'],
    ['< 3.6 Build 170215', '3.6 Build 160101', 'in'],
    ['1.03.07 (build 317)', '1.03.07', 'in'],
    ['V15, V15.1', 'V15 Update 2', 'undecided'],
    ['V15, V15.1', 'V15.2', 'undecided'],
    ['V15, V15.1', 'V14.5', 'out'],
    ['28 - 32', '32.011', 'undecided'],
    ['28 - 32', '31.011', 'in'],
    ['No version', '1.0', 'out'],
    ['< V2.0', 'yes', 'undecided'],
    ['< V2.0', '6GK5204-2BC10-2AA3', 'undecided'],
    ['vers:all/*', 'yes', 'in'],
  ] as const)
    assert.equal(says(range, version), wanted, `${version} in ${range}`)
})

test('a missing version is in what is all, and undecided otherwise', () => {
  assert.equal(says('vers:all/*'), 'in')
  assert.equal(says('< V2.0'), 'undecided')
  assert.equal(says('< V2.0', '  '), 'undecided')
  assert.equal(says('No version'), 'out')
})

test('who must decide is told what about', () => {
  const why = (range: string, version?: string) => {
    const answer = inVersionRange(readVersionRange(range, true), version)
    return answer.says === 'undecided' ? answer.why : answer.says
  }
  assert.match(why('<=the_first_5_digits_of_serial_number_24031', '1.0'), /24031.*serial number decides/)
  assert.match(why('1783-SAD2T2SBK9', '1.0'), /1783-SAD2T2SBK9.*order number/)
  assert.match(why('All versions with Fortinet NGFW', '1.0'), /Fortinet NGFW.*condition/)
  assert.match(why('< V2.0'), /version is not known.*<V2\.0/)
  assert.match(why('< 2020 R2', '17.0'), /"17\.0" and "<2020 R2" count in different ways/)
})
