import type { Profile } from '../profile.ts'

/**
 * BSI TR-03183-2 version 2.1.0 of 20 August 2025. The hash is that of the deployable file, and stands in the external reference
 * of type `distribution`, not among the component's hashes (section 5.2.2).
 */
export const bsiTr031832: Profile = {
  id: 'bsi-tr-03183-2',
  label: 'BSI TR-03183-2 (v2.1.0)',
  elements: [
    { id: 'BSI-FMT-1', title: 'CycloneDX 1.6 or SPDX 3.0.1, or newer', level: 'required', bill: ['format-of-bsi'] },
    { id: 'BSI-FMT-2', title: 'no vulnerabilities inside', level: 'required', bill: ['no-vulnerabilities'] },
    { id: 'BSI-FMT-3', title: 'a bill for each version', level: 'required' },
    {
      id: 'BSI-LVL-1',
      title: 'dependencies down to what is delivered',
      level: 'required',
      bill: ['root-dependencies'],
    },
    { id: 'BSI-SBOM-1', title: 'mail or page of the author', level: 'required', bill: ['author-contact'] },
    { id: 'BSI-SBOM-2', title: 'time', level: 'required', bill: ['timestamp'] },
    { id: 'BSI-SBOM-3', title: 'address of the bill', level: 'additional', bill: ['address'] },
    { id: 'BSI-CMP-1', title: 'mail or page of the creator', level: 'required', component: ['producer-contact'] },
    { id: 'BSI-CMP-2', title: 'name', level: 'required', component: ['name'] },
    { id: 'BSI-CMP-3', title: 'version', level: 'required', component: ['version'] },
    { id: 'BSI-CMP-4', title: 'file name', level: 'required', component: ['file-name'] },
    {
      id: 'BSI-CMP-5',
      title: 'dependencies, and whether they are all',
      level: 'required',
      component: ['dependencies', 'completeness'],
    },
    { id: 'BSI-CMP-6', title: 'licences of the distribution', level: 'required', component: ['concluded-license'] },
    { id: 'BSI-CMP-7', title: 'SHA-512 of the deployable file', level: 'required', component: ['deployable-hash'] },
    { id: 'BSI-CMP-8', title: 'executable or not', level: 'required', component: ['executable'] },
    { id: 'BSI-CMP-9', title: 'archive or not', level: 'required', component: ['archive'] },
    { id: 'BSI-CMP-10', title: 'structured or not', level: 'required', component: ['structured'] },
    { id: 'BSI-CMP-11', title: 'address of the source', level: 'additional', component: ['source-address'] },
    {
      id: 'BSI-CMP-12',
      title: 'address of the deployable file',
      level: 'additional',
      component: ['deployable-address'],
    },
    { id: 'BSI-CMP-13', title: 'other identifiers', level: 'additional', component: ['identifier'] },
    { id: 'BSI-CMP-14', title: 'licences of the creator', level: 'additional', component: ['declared-license'] },
    { id: 'BSI-OPT-1', title: 'effective licence', level: 'recommended', component: ['effective-license'] },
    { id: 'BSI-OPT-2', title: 'hash of the source', level: 'recommended', component: ['source-hash'] },
    { id: 'BSI-OPT-3', title: 'address of security.txt', level: 'recommended', component: ['security-txt'] },
  ],
}
