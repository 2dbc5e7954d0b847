import { Problem, type Tool } from '#base'
import { everywhere } from './arguments.ts'

/** A completion script: commands, then the flags of each and the values that flags take. */
export function completionFor(shell: string, tools: readonly (readonly [name: string, tool: Tool])[]): string {
  if (shell === 'bash') return bash(tools)
  if (shell === 'zsh') return `#compdef millcert\nautoload -U +X bashcompinit && bashcompinit\n${bash(tools)}`
  if (shell === 'fish') return fish(tools)
  throw new Problem('cli/usage', `Cannot write a completion for ${JSON.stringify(shell)}: bash, zsh or fish is wanted`)
}

function flagsOf(tool: Tool): string[] {
  return Object.keys({ ...tool.flags, ...everywhere }).map(name => `--${name}`)
}

function bash(tools: readonly (readonly [string, Tool])[]): string {
  const first = [...new Set(tools.map(([name]) => name.split(' ')[0]))]
  const cases = tools.map(([name, tool]) => `    "${name}"|"${name} "*) words="${flagsOf(tool).join(' ')}" ;;`)
  const groups = [...new Set(tools.filter(([name]) => name.includes(' ')).map(([name]) => name.split(' ')[0]))].map(
    group =>
      `    "${group}") words="${tools
        .filter(([name]) => name.startsWith(`${group} `))
        .map(([name]) => name.split(' ')[1])
        .join(' ')}" ;;`,
  )
  const values = tools.flatMap(([name, tool]) =>
    Object.entries(tool.flags)
      .filter(([, flag]) => flag.choices)
      .map(
        ([flag, { choices }]) =>
          `    "${name}"*" --${flag}"|"${name}"*" --${flag} =") COMPREPLY=($(compgen -W "${choices!.join(' ')}" -- "$current")); return ;;`,
      ),
  )
  return `_millcert() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line="\${COMP_WORDS[*]:1:COMP_CWORD-1}" words=""
  case "$line" in
${values.join('\n')}
  esac
  case "$line" in
    ""|"help") words="${first.join(' ')}" ;;
${[...groups, ...cases].join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _millcert millcert
`
}

function fish(tools: readonly (readonly [string, Tool])[]): string {
  const lines = tools.map(([name, { about }]) => {
    const [noun, verb] = name.split(' ')
    const when = verb === undefined ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${noun}`
    return `complete -c millcert -n '${when}' -a '${verb ?? noun}' -d '${about.replaceAll("'", '’')}'`
  })
  const flags = tools.flatMap(([name, tool]) =>
    Object.entries({ ...tool.flags, ...everywhere }).map(
      ([flag, { about, value, choices }]) =>
        `complete -c millcert -n '__fish_seen_subcommand_from ${name.split(' ').at(-1)}' -l ${flag} ${value ? '-r ' : ''}${choices ? `-f -a '${choices.join(' ')}' ` : ''}-d '${about.replaceAll("'", '’')}'`,
    ),
  )
  return `${[...lines, ...flags].join('\n')}\n`
}
