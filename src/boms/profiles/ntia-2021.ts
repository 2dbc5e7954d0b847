import type { Profile } from '../profile.ts'

/** NTIA, The Minimum Elements For a Software Bill of Materials, 12 July 2021; superseded by CISA 2026, still asked for. */
export const ntia2021: Profile = {
  id: 'ntia-2021',
  label: 'NTIA 2021 minimum elements',
  elements: [
    { id: 'NTIA-F1', title: 'supplier', level: 'required', component: ['producer'] },
    { id: 'NTIA-F2', title: 'name', level: 'required', component: ['name'] },
    { id: 'NTIA-F3', title: 'version', level: 'required', component: ['version'] },
    { id: 'NTIA-F4', title: 'identifier', level: 'required', component: ['identifier'] },
    { id: 'NTIA-F5', title: 'dependencies', level: 'required', bill: ['root-dependencies'] },
    { id: 'NTIA-F6', title: 'author of the bill', level: 'required', bill: ['author'] },
    { id: 'NTIA-F7', title: 'time', level: 'required', bill: ['timestamp'] },
    { id: 'NTIA-A1', title: 'a format that programs read', level: 'required', bill: [] },
    { id: 'NTIA-P1', title: 'a bill for each release', level: 'required' },
    { id: 'NTIA-P2', title: 'depth: all top-level components', level: 'required', bill: ['root-dependencies'] },
    { id: 'NTIA-P3', title: 'what is not known is said', level: 'required', bill: ['completeness'] },
    { id: 'NTIA-P4', title: 'delivered in time', level: 'required' },
    { id: 'NTIA-P5', title: 'terms of access', level: 'required' },
    { id: 'NTIA-P6', title: 'mistakes are borne with', level: 'required' },
    { id: 'NTIA-R1', title: 'hash', level: 'recommended', component: ['hash'] },
    { id: 'NTIA-R2', title: 'phase in which the bill was made', level: 'recommended', bill: ['phase'] },
    { id: 'NTIA-R3', title: 'other relationships', level: 'recommended' },
    { id: 'NTIA-R4', title: 'licence', level: 'recommended', component: ['license'] },
  ],
}
