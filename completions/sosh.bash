# sosh.bash: completion in bash.  Options are read off `sosh --help`; inside -c,
# sosh itself tells what the prompt would offer.

_sosh() {
	local line before part word help
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	# bash takes --output=json for three words.
	if [[ $current == = ]]; then
		current=
	elif [[ $previous == = ]] && ((COMP_CWORD >= 2)); then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $previous in
	-c)
		line=${current#[\"\']}
		part=${line##*[ ;]}
		before=${line%"$part"}
		while IFS=$'\t' read -r word help; do
			# A variable may begin within a word.
			if [[ $word == \$* && $part == *\$* ]]; then
				word=${part%\$*}$word
			fi
			COMPREPLY+=("$before$word")
		done < <("$1" --complete "$line" 2>/dev/null)
		compopt -o nospace 2>/dev/null
		return
		;;
	-o | --output)
		mapfile -t COMPREPLY < <(compgen -W 'text json tap tap13 junit' -- "$current")
		return
		;;
	--report)
		mapfile -t COMPREPLY < <(compgen -W 'junit: tap: tap13:' -- "$current")
		compopt -o nospace 2>/dev/null
		return
		;;
	--color)
		mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$current")
		return
		;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$("$1" --help 2>/dev/null |
		    sed -n 's/^ *\(\(-.\), \)\{0,1\}\(--\{0,1\}[a-z-]*\).*/\2 \3/p')" -- "$current")
	fi
}
complete -o bashdefault -o default -F _sosh sosh
