/** A bill in which nothing is real, as most bills are written. */
export function practiceBill(): string {
  const purls = Array.from({ length: 2000 }, (_, i) => `pkg:npm/practice-${i}@1.${i}.0`)
  return JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: purls.map((purl, i) => ({
      ...{ type: 'library', 'bom-ref': purl, name: `practice-${i}`, version: `1.${i}.0`, purl },
      hashes: [{ alg: 'SHA-256', content: i.toString(16).padStart(64, '0') }],
      licenses: [{ license: { id: 'MIT' } }],
    })),
    dependencies: purls.map((ref, i) => ({ ref, dependsOn: purls.slice(i + 1, i + 4) })),
  })
}
