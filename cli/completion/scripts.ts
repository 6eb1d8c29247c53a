export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What each shell is told: to ask `muster completion words` at every TAB, so that what it completes
 * is always what this version understands. An answer is a line `WORD<tab>ABOUT`; none means a file.
 */
export const completionScripts: Record<Shell, string> = {
  bash: `# Completion of muster for bash. In ~/.bashrc:  source <(muster completion bash)
_muster() {
  local IFS=$'\\n'
  COMPREPLY=($("$1" completion words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f 1))
}
complete -o default -F _muster muster
`,
  zsh: `#compdef muster
# Completion of muster for zsh. In ~/.zshrc, below compinit:  source <(muster completion zsh)
_muster() {
  local -a found
  local word about
  while IFS=$'\\t' read -r word about; do
    found+=("\${word//:/\\\\:}:$about")
  done < <("$words[1]" completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( $#found )); then _describe muster found; else _files; fi
}
compdef _muster muster
`,
  fish: `# Completion of muster for fish:  muster completion fish > ~/.config/fish/completions/muster.fish
function __muster
  set -l before (commandline -opc)
  set -l typed (commandline -ct)
  $before[1] completion words -- $before[2..-1] "$typed" 2>/dev/null
end
complete -c muster -a '(__muster)'
`,
};
