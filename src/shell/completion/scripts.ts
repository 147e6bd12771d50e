/** The scripts that make a shell ask `hf` for candidates, in the protocol Python's `hf` speaks (`_HF_COMPLETE`). */

export const shells = ["bash", "zsh", "fish"] as const
export type Shell = (typeof shells)[number]

const bash = `_hf_complete() {
    local IFS=$'\\n' kind value line
    COMPREPLY=()
    while IFS= read -r line; do
        kind=\${line%%,*}
        value=\${line#*,}
        case $kind in
            plain)
                COMPREPLY+=("$value")
                [[ $value == */ ]] && compopt -o nospace 2>/dev/null
                ;;
            dir) compopt -o dirnames 2>/dev/null ;;
            file) compopt -o default 2>/dev/null ;;
        esac
    done < <(COMP_WORDS="\${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD _HF_COMPLETE=bash_complete "$1" 2>/dev/null)
}
complete -o nosort -F _hf_complete hf huggingface-cli
`

const zsh = `#compdef hf huggingface-cli
_hf_complete() {
    local -a answer plain described folders
    local kind value help
    answer=("\${(@f)$(COMP_WORDS="\${(pj:\\n:)words}" COMP_CWORD=$((CURRENT - 1)) _HF_COMPLETE=zsh_complete "\${words[1]}" 2>/dev/null)}")
    for kind value help in "\${answer[@]}"; do
        case $kind in
            plain)
                if [[ $value == */ ]]; then folders+=("$value")
                elif [[ $help == _ ]]; then plain+=("$value")
                else described+=("\${\${value//\\\\/\\\\\\\\}//:/\\\\:}:$help")
                fi
                ;;
            dir) _path_files -/ ;;
            file) _path_files ;;
        esac
    done
    (( $#described )) && _describe -V hf described
    (( $#plain )) && compadd -V hf -a plain
    (( $#folders )) && compadd -V hf -S '' -a folders
}
if [[ \${zsh_eval_context[-1]} == loadautofunc ]]; then
    _hf_complete "$@"
else
    compdef _hf_complete hf huggingface-cli
fi
`

const fish = `function __hf_complete
    set -l answer (env _HF_COMPLETE=fish_complete COMP_WORDS=(commandline -cp | string collect) COMP_CWORD=(commandline -t | string collect) hf 2>/dev/null)
    for line in $answer
        set -l parts (string split -m 1 , -- $line)
        switch $parts[1]
            case dir
                __fish_complete_directories (commandline -t)
            case file
                __fish_complete_path (commandline -t)
            case plain
                echo $parts[2]
        end
    end
end
complete --no-files --command hf --arguments "(__hf_complete)"
complete --no-files --command huggingface-cli --arguments "(__hf_complete)"
`

export const script = (shell: Shell): string => ({ bash, zsh, fish })[shell]
