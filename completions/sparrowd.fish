# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sparrowd_global_optspecs
    string join \n h/help V/version
end

function __fish_sparrowd_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sparrowd_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sparrowd_using_subcommand
    set -l cmd (__fish_sparrowd_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sparrowd -n "__fish_sparrowd_needs_command" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -s V -l version -d 'Print version'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "serve" -d 'Run the daemon on your PostgreSQL'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "dev" -d 'Run on a private PostgreSQL, on loopback: for development, no other set-up'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "migrate" -d 'Look at the schema and bring it up to date'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "config" -d 'Check and show the configuration'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "keys" -d 'Make the master keys that seal webhooks\' secrets'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "healthcheck" -d 'Ask the daemon on this machine how it is, for scripts and containers'
complete -c sparrowd -n "__fish_sparrowd_needs_command" -f -a "version" -d 'Print the version'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand serve" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand serve" -l migrate -d 'What to do about the schema at start [default: check]' -r -f -a "never\t'Look away'
check\t'Refuse a schema that does not fit this binary'
auto\t'Bring it up to date first'"
complete -c sparrowd -n "__fish_sparrowd_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand dev" -l config -d 'Configuration file [default: none]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand dev" -l postgres -d 'Use this database instead of a private one' -r
complete -c sparrowd -n "__fish_sparrowd_using_subcommand dev" -l fresh -d 'Throw the private database away and start with an empty one'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand dev" -l echo -d 'Run a receiver too, which answers as its path says: /200 /500 /slow /flaky'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand dev" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and not __fish_seen_subcommand_from status plan up verify" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and not __fish_seen_subcommand_from status plan up verify" -f -a "status" -d 'Say what is applied and what is pending'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and not __fish_seen_subcommand_from status plan up verify" -f -a "plan" -d 'Show what `up` would do'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and not __fish_seen_subcommand_from status plan up verify" -f -a "up" -d 'Apply what is pending'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and not __fish_seen_subcommand_from status plan up verify" -f -a "verify" -d 'Check that what was applied is what this binary carries'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from status" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from plan" -l sql -d 'Print the statements themselves'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from up" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from up" -l lock-timeout -d 'Give up on a lock after this long, rather than stall whoever holds it' -r
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from up" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and not __fish_seen_subcommand_from check show default" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and not __fish_seen_subcommand_from check show default" -f -a "check" -d 'Report every problem of the configuration, with its place'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and not __fish_seen_subcommand_from check show default" -f -a "show" -d 'Print the configuration in force'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and not __fish_seen_subcommand_from check show default" -f -a "default" -d 'Print a file with every key, its default and what it does'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and __fish_seen_subcommand_from show" -l origin -d 'Say for each value where it comes from'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand config; and __fish_seen_subcommand_from default" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand keys; and not __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand keys; and not __fish_seen_subcommand_from init" -f -a "init" -d 'Make a key file; never replaces one'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand keys; and __fish_seen_subcommand_from init" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand keys; and __fish_seen_subcommand_from init" -l key-file -d 'Where to, instead of secrets.key_file' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand keys; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand healthcheck" -l config -d 'Configuration file [default: /etc/sparrow/sparrowd.toml, if there]' -r -F
complete -c sparrowd -n "__fish_sparrowd_using_subcommand healthcheck" -l ready -d 'Ask whether it can work, not only whether it lives'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand healthcheck" -s h -l help -d 'Print help'
complete -c sparrowd -n "__fish_sparrowd_using_subcommand version" -s o -l output -r -f -a "text\t''
json\t''"
complete -c sparrowd -n "__fish_sparrowd_using_subcommand version" -s h -l help -d 'Print help'
