/** bash: `source <(meshpath completion bash)`. It splits words at `:` and `=`, which URLs hold, so the line is split anew. */
export const BASH = String.raw`# meshpath in bash: source <(meshpath completion bash)
_meshpath() {
  local line=${'$'}{COMP_LINE:0:COMP_POINT} answer current candidate before word
  local -a words
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current=${'$'}{words[${'$'}{#words[@]}-1]}
  answer=$(meshpath __complete "${'$'}{words[@]:1}" 2>/dev/null) || return
  before=
  [[ $current == *[:=]* ]] && before=${'$'}{current%"${'$'}{current##*[:=]}"}
  COMPREPLY=()
  while IFS=$'\t' read -r candidate _; do
    [[ -z $candidate || $candidate == :[0-9]* ]] && continue
    printf -v word %q "${'$'}{candidate#"$before"}"
    COMPREPLY+=("$word")
  done <<<"$answer"
  [[ ${'$'}{#COMPREPLY[@]} -eq 1 && ${'$'}{COMPREPLY[0]} == *[/+=] ]] && compopt -o nospace
  [[ ${'$'}{answer##*:} == 0 ]] && compopt -o default
  return 0
}
complete -F _meshpath meshpath
`;

export const ZSH = String.raw`#compdef meshpath
# meshpath in zsh: source <(meshpath completion zsh)
_meshpath() {
  local answer line word
  local -a candidates
  answer=$(meshpath __complete "${'$'}{(@Q)words[2,CURRENT]}" 2>/dev/null) || return 1
  for line in "${'$'}{(@f)answer}"; do
    [[ -z $line || $line == :[0-9]* ]] && continue
    word=${'$'}{line%%$'\t'*}
    candidates+=("${'$'}{word//:/\\:}${'$'}{${'$'}{line#$word}/#$'\t'/:}")
  done
  (( $#candidates )) && _describe -V meshpath candidates
  [[ ${'$'}{answer##*:} == 0 ]] && _files
}
if [[ $funcstack[1] == _meshpath ]]; then _meshpath "$@"; else compdef _meshpath meshpath; fi
`;

export const FISH = String.raw`# meshpath in fish: meshpath completion fish | source
function __meshpath_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answer (meshpath __complete $words[2..-1] 2>/dev/null)
    for line in $answer
        string match -qr '^:\d+$' -- $line; or echo $line
    end
    if test "$answer[-1]" = ':0'
        __fish_complete_path (commandline -ct)
    end
end
complete -c meshpath -f -a '(__meshpath_complete)'
`;

export const PWSH = String.raw`# meshpath in PowerShell: meshpath completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName meshpath -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $wordToComplete -eq '' } |
        ForEach-Object { if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.ToString() } })
    # Before 7.3 an argument that is empty is left out.
    $last = if ($wordToComplete -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { "$wordToComplete" }
    $answer = @(& meshpath __complete @words $last 2>$null)
    $answer | Where-Object { $_ -and $_ -notmatch '^:\d+$' } | ForEach-Object {
        $word, $meaning = $_ -split [char]9, 2
        if (-not $meaning) { $meaning = $word }
        $typed = if ($word -match '^[\w:./*+=%~-]+$') { $word } else { "'$($word -replace "'", "''")'" }
        [System.Management.Automation.CompletionResult]::new($typed, $word, 'ParameterValue', $meaning)
    }
    if ($answer -and $answer[-1] -eq ':0') {
        [System.Management.Automation.CompletionCompleters]::CompleteFilename($wordToComplete)
    }
}
`;
