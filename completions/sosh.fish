# sosh.fish: completion in fish.  Options are read off `sosh --help`; inside -c,
# sosh itself tells what the prompt would offer.

function __sosh_commands
    set -l line (string replace -r '^["\']' '' -- (commandline -ct))
    set -l before (string replace -r '[^ ;]*$' '' -- $line)
    # A variable may begin within a word.
    set -l within (string replace -r '[^$]*$' '' -- $line | string replace -r '\$$' '')
    for offer in (sosh --complete "$line" 2>/dev/null)
        if string match -q -- '$*' $offer; and string match -q -- '*$*' $line
            echo -- $within$offer
        else
            echo -- $before$offer
        end
    end
end

function __sosh_options
    sosh --help 2>/dev/null | string replace -rf '^ *(?:-\w, )?(--?[a-z-]+)\S*(?: \S+)*?  +(.*)' '$1\t$2'
end

complete -c sosh -n 'string match -q -- "-*" (commandline -ct)' -a '(__sosh_options)'
complete -c sosh -s c -x -a '(__sosh_commands)' -d 'run commands'
complete -c sosh -s o -l output -x -a 'text json tap tap13 junit'
complete -c sosh -l report -x -a 'junit: tap: tap13:'
complete -c sosh -l color -x -a 'auto always never'
