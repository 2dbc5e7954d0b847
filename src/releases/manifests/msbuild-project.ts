import { decodeText } from '#base'
import type { Ask, ManifestFormat } from '../lock-manifest.ts'

/**
 * Projects of MSBuild (learn.microsoft.com, "PackageReference in project files"). They are programs: elements on one line that name a
 * package and its version as texts are read. A version of NuGet is the lowest that may be taken, so it pins nothing.
 */
export const msbuildProject: ManifestFormat = {
  id: 'msbuild-project',
  names: /\.(?:cs|vb|fs)proj$/,
  scheme: 'nuget',
  read: bytes =>
    decodeText(bytes)
      .split('\n')
      .flatMap((raw, index): Ask[] => {
        const line = raw.slice(0, 4096)
        const tag = /<Package(?:Reference|Version)\s[^>]*>/.exec(line)?.[0]
        const name = /\bInclude\s*=\s*"([^"$;]{1,200})"/.exec(tag ?? '')?.[1]
        if (name === undefined) return []
        const wanted =
          /\bVersion\s*=\s*"([^"$]{0,200})"/.exec(tag!)?.[1] ?? /<Version>([^<$]{0,200})</.exec(line)?.[1] ?? ''
        return [{ name, wanted, line: index + 1 }]
      }),
}
