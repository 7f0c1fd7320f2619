#compdef sosh
# sosh.zsh: completion in zsh, where it is called _sosh.  Options are read off
# `sosh --help`; inside -c, sosh itself tells what the prompt would offer.

_sosh_commands() {
	local -a offers
	local line word help

	line=$PREFIX
	compset -P '*[ ;]'
	while IFS=$'\t' read -r word help; do
		# A variable may begin within a word.
		[[ $word == \$* && $PREFIX == *\$* ]] && word=${PREFIX%\$*}$word
		offers+=("${word//:/\\:}:$help")
	done < <(${words[1]} --complete "$line" 2>/dev/null)
	_describe -t commands 'command' offers -S ''
}

_sosh_options() {
	local -a options
	local help

	${words[1]} --help 2>/dev/null |
	    sed -n 's/^ *\(-., \)\{0,1\}\(--\{0,1\}[a-z-]*\)[^ ]*\( [^ ][^ ]*\)*   *\(.*\)/\2:\4/p' |
	    while read -r help; do options+=("$help"); done
	_describe -o -t options 'option' options
}

_sosh() {
	case ${words[CURRENT-1]} in
	-c) _sosh_commands; return ;;
	-o | --output) compadd text json tap tap13 junit; return ;;
	--report) compadd -S "" junit: tap: tap13:; return ;;
	--color) compadd auto always never; return ;;
	esac
	case $PREFIX in
	--output=*) compset -P '*='; compadd text json tap tap13 junit ;;
	--color=*) compset -P '*='; compadd auto always never ;;
	-*) _sosh_options ;;
	*) _files ;;
	esac
}

_sosh "$@"
