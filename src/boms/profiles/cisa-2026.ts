import type { Profile } from '../profile.ts'

/** CISA 2026 Minimum Elements for a Software Bill of Materials, version 2.1 of 29 July 2026: data fields M and C, practices P. */
export const cisa2026: Profile = {
  id: 'cisa-2026',
  label: 'CISA 2026 minimum elements (v2.1)',
  elements: [
    { id: 'CISA26-M1', title: 'author of the bill', level: 'required', bill: ['author'] },
    { id: 'CISA26-M2', title: 'signature of the author', level: 'required', bill: ['signature'] },
    { id: 'CISA26-M3', title: 'name of the format', level: 'required', bill: [] },
    { id: 'CISA26-M4', title: 'version of the format, a current one', level: 'required', bill: ['current-format'] },
    { id: 'CISA26-M5', title: 'phase in which the bill was made', level: 'required', bill: ['phase'] },
    { id: 'CISA26-M6', title: 'time of the last change', level: 'required', bill: ['timestamp'] },
    { id: 'CISA26-M7', title: 'name of the tool', level: 'required', bill: ['tool'] },
    { id: 'CISA26-M8', title: 'version of the tool', level: 'required', bill: ['tool-version'] },
    { id: 'CISA26-M9', title: 'revision of the bill', level: 'required', bill: ['revision', 'address'] },
    { id: 'CISA26-C1', title: 'dependencies', level: 'required', component: ['dependencies'] },
    { id: 'CISA26-C2', title: 'algorithm of the hash', level: 'required', component: ['hash'] },
    { id: 'CISA26-C3', title: 'hash', level: 'required', component: ['hash'] },
    { id: 'CISA26-C4', title: 'identifier', level: 'required', component: ['identifier'] },
    { id: 'CISA26-C5', title: 'licence', level: 'required', component: ['license'] },
    { id: 'CISA26-C6', title: 'name', level: 'required', component: ['name'] },
    { id: 'CISA26-C7', title: 'producer', level: 'required', component: ['producer'] },
    { id: 'CISA26-C8', title: 'version', level: 'required', component: ['version'] },
    { id: 'CISA26-P1', title: 'corrections are taken', level: 'required' },
    {
      id: 'CISA26-P2',
      title: 'coverage: transitive ones too, and stated so',
      level: 'required',
      bill: ['root-dependencies', 'completeness'],
    },
    { id: 'CISA26-P3', title: 'delivered in time', level: 'required' },
    { id: 'CISA26-P4', title: 'what is not known is said', level: 'required', bill: ['completeness'] },
    { id: 'CISA26-P5', title: 'a bill for each release', level: 'required' },
    { id: 'CISA26-P6', title: 'a current, widely used format', level: 'required', bill: ['current-format'] },
  ],
}
