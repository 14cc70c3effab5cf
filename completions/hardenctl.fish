# SPDX-License-Identifier: LGPL-2.1-or-later
# Copyright the hardenctl authors
#
# For fish. The program knows all words: see "Completions" in HACKING.md.

# __hardenctl_files KIND BEGINNING PATTERNS
function __hardenctl_files
    if test $argv[1] = :directories
        __fish_complete_directories $argv[2] ''
        return
    end
    if test $argv[1] = :commands; and not string match -q '*/*' -- "$argv[2]"
        complete -C "$argv[2]"
        return
    end
    for line in (__fish_complete_path $argv[2])
        set -l path (string split \t -- $line)[1]
        if test -z "$argv[3]"; or string match -q '*/' -- $path
            printf '%s\n' $line
            continue
        end
        for pattern in (string split ' ' -- $argv[3])
            string match -q -- $pattern $path; and printf '%s\n' $line
        end
    end
end

function __hardenctl_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l program $words[1]
    set -e words[1]
    type -q -- $program; or return
    set -l lines ($program _complete words $words "$typed" 2>/dev/null </dev/null)
    or return
    if not string match -q ':*' -- "$lines[1]"
        printf '%s\n' $lines
        return
    end
    set -l before "$lines[2]"
    set -l beginning (string sub -s (math 1 + (string length -- "$before")) -- "$typed")
    for line in (__hardenctl_files $lines[1] "$beginning" "$lines[3]")
        printf '%s%s\n' "$before" $line
    end
end

complete -c hardenctl -f -k -a '(__hardenctl_complete)'
