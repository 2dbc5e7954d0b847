import { namedEcosystem } from '../package-name.ts'
import { pep440 } from '../versions/pep440.ts'

export const pypi = namedEcosystem({ type: 'pypi', label: 'Python (PyPI)', osv: ['PyPI'], order: pep440, fold })

/** PEP 503: lower case, every run of `-`, `_` and `.` is one `-`. */
function fold(name: string): string {
  const lower = name.toLowerCase()
  for (let i = 0; i < lower.length; i++) {
    const code = lower.charCodeAt(i)
    const next = lower.charCodeAt(i + 1)
    if (code === 0x5f || code === 0x2e || (code === 0x2d && (next === 0x2d || next === 0x5f || next === 0x2e))) {
      return lower.replace(/[-_.]+/g, '-')
    }
  }
  return lower
}
