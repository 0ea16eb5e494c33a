# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_sparrowctl_global_optspecs
    string join \n C/context= n/namespace= server= tls-ca= tls-name= insecure timeout= o/output= columns= time= color= ascii error-format= q/quiet v/verbose y/yes no-input h/help V/version
end

function __fish_sparrowctl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_sparrowctl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_sparrowctl_using_subcommand
    set -l cmd (__fish_sparrowctl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -s V -l version -d 'Print version'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "webhook" -d 'Receivers: register, update, pause, ping, secrets…'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "wh" -d 'Receivers: register, update, pause, ping, secrets…'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "event" -d 'Events: push, list, show, wait'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "ev" -d 'Events: push, list, show, wait'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "delivery" -d 'Deliveries: list, show, retry, cancel, wait'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "dlv" -d 'Deliveries: list, show, retry, cancel, wait'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "attempt" -d 'Attempts: list, show, tail, curl'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "att" -d 'Attempts: list, show, tail, curl'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "dead-letter" -d 'Deliveries given up on: list, replay, discard'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "dlq" -d 'Deliveries given up on: list, replay, discard'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "replay" -d 'New deliveries of old events: create, watch, pause, cancel…'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "rp" -d 'New deliveries of old events: create, watch, pause, cancel…'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "namespace" -d 'Tenants: create, list, show, delete'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "ns" -d 'Tenants: create, list, show, delete'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "node" -d 'The daemons that share the work: list, drain, undrain'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "health" -d 'How the daemon is, or one webhook'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "context" -d 'Which daemon and namespace to talk to: add, list, use, show'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "ctx" -d 'Which daemon and namespace to talk to: add, list, use, show'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "push" -d 'Shortcut of `event push`'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "tail" -d 'Shortcut of `attempt tail`'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "completion" -d 'Print the completions of a shell'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "version" -d 'Print the version'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "ls" -d 'Shortcut of `NOUN list`'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "get" -d 'Shortcut of `NOUN show`'
complete -c sparrowctl -n "__fish_sparrowctl_needs_command" -f -a "rm" -d 'Shortcut of `NOUN delete`'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "register" -d 'Register a receiver'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "list" -d 'List webhooks with their backlog and recent outcomes'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "show" -d 'Show a webhook: policy, state, recent outcomes, backlog'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "update" -d 'Change a webhook'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "pause" -d 'Stop deliveries; they are held, never dropped'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "resume" -d 'Deliver again, what was held first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "delete" -d 'Delete webhooks; what they are still owed is cancelled'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "ping" -d 'Ping webhooks: what do they answer?'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "test" -d 'Send an event of your own to one webhook alone'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "rotate-secret" -d 'Give a webhook another signing secret'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "secret" -d 'Show a webhook\'s live secrets and the values of its headers'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l on -d 'Event types: order.paid, order.* (all that begin so) or * (all)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l name -d 'A name, unique in the namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l description -d 'What it is for' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l retry -d 'Waits between attempts: standard, exp:5s..6h, fixed:30s, list:5s,1m or none' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l max-attempts -d 'Attempts until a delivery is given up, 1-100' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l final-status -d 'HTTP statuses that end a delivery at once, 300-599' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l attempt-timeout -d 'The deadline of one attempt, 1s-60s' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l concurrency -d 'Requests in flight at most, 1-1024' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s H -l header -d 'Sent with every attempt; in update `NAME:` takes one away. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l max-age -d 'Deliver nothing that is older, 1m-365d; none for no limit' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l ignore-gone -d 'Take the answer 410 Gone for a failure like others; without it a 410 suspends the webhook' -r -f -a "true\t''
false\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l secret -d 'The signing secret (whsec_…, whsk_…): auto makes one, @FILE or - reads it' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l secret-kind -d 'The kind that auto makes: hmac signs as v1, ed25519 as v1a' -r -f -a "hmac\t'One secret for both sides (whsec_…)'
ed25519\t'Receivers verify with a public key (whpk_…)'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l paused -d 'Register it paused: deliveries are held until it is resumed' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l if-not-exists -d 'If the name is taken, keep the webhook there unchanged'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l ping -d 'Ping it at once, and show what it answers'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l state -d 'Only those in this state' -r -f -a "unknown\t''
healthy\t''
degraded\t''
failing\t''
suspended\t''
paused\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l on -d 'Only those that an event of this type would go to' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l url -d 'The new URL' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l on -d 'The new event types, or +TYPE and -TYPE to edit them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l name -d 'The new name' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l description -d 'What it is for' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l retry -d 'Waits between attempts: standard, exp:5s..6h, fixed:30s, list:5s,1m or none' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l max-attempts -d 'Attempts until a delivery is given up, 1-100' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l final-status -d 'HTTP statuses that end a delivery at once, 300-599' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l attempt-timeout -d 'The deadline of one attempt, 1s-60s' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l concurrency -d 'Requests in flight at most, 1-1024' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s H -l header -d 'Sent with every attempt; in update `NAME:` takes one away. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l max-age -d 'Deliver nothing that is older, 1m-365d; none for no limit' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l ignore-gone -d 'Take the answer 410 Gone for a failure like others; without it a 410 suspends the webhook' -r -f -a "true\t''
false\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l reason -d 'Why, for whoever looks next' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from ping" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l type -d 'The event type' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l data -d 'The payload: JSON, @FILE, - or, repeated, k=v k:=JSON pairs ({} unless told)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l content-type -d 'The payload\'s content type, if it is not JSON' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s H -l header -d 'Sent with the request; the webhook\'s own yield to it. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l ttl -d 'Give up after this long (1m unless told)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l wait -d 'Wait for the first attempt, and show it'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l overlap -d 'How long the one before goes on signing, 0s-30d' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l secret -d 'The signing secret (whsec_…, whsk_…): auto makes one, @FILE or - reads it' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l secret-kind -d 'The kind that auto makes: hmac signs as v1, ed25519 as v1a' -r -f -a "hmac\t'One secret for both sides (whsec_…)'
ed25519\t'Receivers verify with a public key (whpk_…)'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from rotate-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l reveal -d 'Show them in the clear'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand webhook; and __fish_seen_subcommand_from secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "register" -d 'Register a receiver'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "list" -d 'List webhooks with their backlog and recent outcomes'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "show" -d 'Show a webhook: policy, state, recent outcomes, backlog'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "update" -d 'Change a webhook'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "pause" -d 'Stop deliveries; they are held, never dropped'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "resume" -d 'Deliver again, what was held first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "delete" -d 'Delete webhooks; what they are still owed is cancelled'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "ping" -d 'Ping webhooks: what do they answer?'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "test" -d 'Send an event of your own to one webhook alone'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "rotate-secret" -d 'Give a webhook another signing secret'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and not __fish_seen_subcommand_from register list show update pause resume delete ping test rotate-secret secret" -f -a "secret" -d 'Show a webhook\'s live secrets and the values of its headers'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l on -d 'Event types: order.paid, order.* (all that begin so) or * (all)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l name -d 'A name, unique in the namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l description -d 'What it is for' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l retry -d 'Waits between attempts: standard, exp:5s..6h, fixed:30s, list:5s,1m or none' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l max-attempts -d 'Attempts until a delivery is given up, 1-100' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l final-status -d 'HTTP statuses that end a delivery at once, 300-599' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l attempt-timeout -d 'The deadline of one attempt, 1s-60s' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l concurrency -d 'Requests in flight at most, 1-1024' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s H -l header -d 'Sent with every attempt; in update `NAME:` takes one away. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l max-age -d 'Deliver nothing that is older, 1m-365d; none for no limit' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l ignore-gone -d 'Take the answer 410 Gone for a failure like others; without it a 410 suspends the webhook' -r -f -a "true\t''
false\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l secret -d 'The signing secret (whsec_…, whsk_…): auto makes one, @FILE or - reads it' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l secret-kind -d 'The kind that auto makes: hmac signs as v1, ed25519 as v1a' -r -f -a "hmac\t'One secret for both sides (whsec_…)'
ed25519\t'Receivers verify with a public key (whpk_…)'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l paused -d 'Register it paused: deliveries are held until it is resumed' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l if-not-exists -d 'If the name is taken, keep the webhook there unchanged'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l ping -d 'Ping it at once, and show what it answers'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l state -d 'Only those in this state' -r -f -a "unknown\t''
healthy\t''
degraded\t''
failing\t''
suspended\t''
paused\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l on -d 'Only those that an event of this type would go to' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l url -d 'The new URL' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l on -d 'The new event types, or +TYPE and -TYPE to edit them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l name -d 'The new name' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l description -d 'What it is for' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l retry -d 'Waits between attempts: standard, exp:5s..6h, fixed:30s, list:5s,1m or none' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l max-attempts -d 'Attempts until a delivery is given up, 1-100' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l final-status -d 'HTTP statuses that end a delivery at once, 300-599' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l attempt-timeout -d 'The deadline of one attempt, 1s-60s' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l concurrency -d 'Requests in flight at most, 1-1024' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s H -l header -d 'Sent with every attempt; in update `NAME:` takes one away. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l max-age -d 'Deliver nothing that is older, 1m-365d; none for no limit' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l ignore-gone -d 'Take the answer 410 Gone for a failure like others; without it a 410 suspends the webhook' -r -f -a "true\t''
false\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l reason -d 'Why, for whoever looks next' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from ping" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l type -d 'The event type' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l data -d 'The payload: JSON, @FILE, - or, repeated, k=v k:=JSON pairs ({} unless told)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l content-type -d 'The payload\'s content type, if it is not JSON' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s H -l header -d 'Sent with the request; the webhook\'s own yield to it. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l ttl -d 'Give up after this long (1m unless told)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l wait -d 'Wait for the first attempt, and show it'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l overlap -d 'How long the one before goes on signing, 0s-30d' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l secret -d 'The signing secret (whsec_…, whsk_…): auto makes one, @FILE or - reads it' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l secret-kind -d 'The kind that auto makes: hmac signs as v1, ed25519 as v1a' -r -f -a "hmac\t'One secret for both sides (whsec_…)'
ed25519\t'Receivers verify with a public key (whpk_…)'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from rotate-secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l reveal -d 'Show them in the clear'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand wh; and __fish_seen_subcommand_from secret" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -f -a "push" -d 'Push an event, or many from a file'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -f -a "list" -d 'List events, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -f -a "show" -d 'Show an event and its payload'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and not __fish_seen_subcommand_from push list show wait" -f -a "wait" -d 'Wait for an event\'s deliveries'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l file -d 'Push each line of this NDJSON file (- for stdin; .gz and .zst are unpacked)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s k -l idempotency-key -d 'The same key within 24 hours is the same event: it is not accepted twice' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l content-type -d 'The payload\'s content type, if it is not JSON' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l meta -d 'Kept with the event, not sent' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s H -l header -d 'Sent with every attempt; the webhook\'s own yield to it. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l ttl -d 'Give up after this long: what is not delivered by then expires, 1s-365d' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l at -d 'Deliver it later: 2h (from now), tomorrow, or a date and time; at most 365d ahead' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l wait -d 'Wait until each delivery was delivered (or ended, or is held), or was attempted once' -r -f -a "delivered\t''
attempted\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l atomic -d 'All lines of the file or none: at most 1,000, of 4 MiB in all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l type -d 'Only this type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l tree -d 'Show its deliveries too'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l for -d 'What to wait for' -r -f -a "delivered\t'All delivered'
terminal\t'All ended, whichever way'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand event; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -f -a "push" -d 'Push an event, or many from a file'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -f -a "list" -d 'List events, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -f -a "show" -d 'Show an event and its payload'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and not __fish_seen_subcommand_from push list show wait" -f -a "wait" -d 'Wait for an event\'s deliveries'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l file -d 'Push each line of this NDJSON file (- for stdin; .gz and .zst are unpacked)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s k -l idempotency-key -d 'The same key within 24 hours is the same event: it is not accepted twice' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l content-type -d 'The payload\'s content type, if it is not JSON' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l meta -d 'Kept with the event, not sent' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s H -l header -d 'Sent with every attempt; the webhook\'s own yield to it. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l ttl -d 'Give up after this long: what is not delivered by then expires, 1s-365d' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l at -d 'Deliver it later: 2h (from now), tomorrow, or a date and time; at most 365d ahead' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l wait -d 'Wait until each delivery was delivered (or ended, or is held), or was attempted once' -r -f -a "delivered\t''
attempted\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l atomic -d 'All lines of the file or none: at most 1,000, of 4 MiB in all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l type -d 'Only this type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l tree -d 'Show its deliveries too'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l for -d 'What to wait for' -r -f -a "delivered\t'All delivered'
terminal\t'All ended, whichever way'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ev; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "list" -d 'List deliveries'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "show" -d 'Show a delivery'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "retry" -d 'Make the next attempt of deliveries due now'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "cancel" -d 'Cancel deliveries still owed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "wait" -d 'Wait until deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l event -d 'Only those of this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l state -d 'Only these states; delivered needs --event' -r -f -a "pending\t''
retrying\t''
held\t''
delivered\t''
dead\t''
cancelled\t''
expired\t''
discarded\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l reason -d 'Why, for the record' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand delivery; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "list" -d 'List deliveries'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "show" -d 'Show a delivery'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "retry" -d 'Make the next attempt of deliveries due now'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "cancel" -d 'Cancel deliveries still owed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and not __fish_seen_subcommand_from list show retry cancel wait" -f -a "wait" -d 'Wait until deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l event -d 'Only those of this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l state -d 'Only these states; delivered needs --event' -r -f -a "pending\t''
retrying\t''
held\t''
delivered\t''
dead\t''
cancelled\t''
expired\t''
discarded\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from retry" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l reason -d 'Why, for the record' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlv; and __fish_seen_subcommand_from wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -f -a "list" -d 'List attempts, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -f -a "show" -d 'Show an attempt: request, answer, timing, decision'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -f -a "tail" -d 'Follow attempts as they are recorded'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and not __fish_seen_subcommand_from list show tail curl" -f -a "curl" -d 'Print a line for the shell that sends an attempt\'s request again'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l event -d 'Only those for this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l delivery -d 'Only those of this delivery' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l status -d 'Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l since -d 'Only those begun at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l until -d 'Only those begun before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l failed -d 'Only failed ones'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l request -d 'Only the request as it was sent'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l response -d 'Only the answer as it was received'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l timing -d 'Only the timing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l body-only -d 'Only the raw bytes of the body: the answer\'s, or with --request the request\'s'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l reveal -d 'Show the values of the webhook\'s own headers; the daemon logs that it did'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l webhook -d 'Only those to these webhooks (ids or names)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l type -d 'Only these event types, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l status -d 'Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l event -d 'Only those for this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l since -d 'Begin with what was recorded since then, at most 24h back' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l cursor -d 'Go on where an earlier tail ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l cursor-file -d 'Keep the cursor in this file: go on from it, and update it' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l exit-after -d 'End after this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l until-idle -d 'End when nothing came for this long' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l failed -d 'Only failed ones'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l with-secret -d 'Sign it anew, and show the values of the webhook\'s headers; the daemon logs that it did'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand attempt; and __fish_seen_subcommand_from curl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -f -a "list" -d 'List attempts, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -f -a "show" -d 'Show an attempt: request, answer, timing, decision'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -f -a "tail" -d 'Follow attempts as they are recorded'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and not __fish_seen_subcommand_from list show tail curl" -f -a "curl" -d 'Print a line for the shell that sends an attempt\'s request again'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l event -d 'Only those for this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l delivery -d 'Only those of this delivery' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l status -d 'Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l since -d 'Only those begun at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l until -d 'Only those begun before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l failed -d 'Only failed ones'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l request -d 'Only the request as it was sent'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l response -d 'Only the answer as it was received'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l timing -d 'Only the timing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l body-only -d 'Only the raw bytes of the body: the answer\'s, or with --request the request\'s'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l reveal -d 'Show the values of the webhook\'s own headers; the daemon logs that it did'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l webhook -d 'Only those to these webhooks (ids or names)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l type -d 'Only these event types, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l status -d 'Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l event -d 'Only those for this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l since -d 'Begin with what was recorded since then, at most 24h back' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l cursor -d 'Go on where an earlier tail ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l cursor-file -d 'Keep the cursor in this file: go on from it, and update it' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l exit-after -d 'End after this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l until-idle -d 'End when nothing came for this long' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l failed -d 'Only failed ones'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l with-secret -d 'Sign it anew, and show the values of the webhook\'s headers; the daemon logs that it did'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand att; and __fish_seen_subcommand_from curl" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -f -a "list" -d 'List dead letters, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -f -a "replay" -d 'Deliver dead letters anew'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and not __fish_seen_subcommand_from list replay discard" -f -a "discard" -d 'Discard dead letters: they stay on record, and are no longer replayed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l webhook -d 'Only those of this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l status -d 'Only those whose last attempt ended so: 500, 5xx, or timeout, dns, refused…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l rate -d 'Deliveries made at most: 20/s, 30/m, 100/h' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l all -d 'All dead letters of the namespace'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l dry-run -d 'Count and show what would be sent; send nothing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l wait -d 'Wait until all new deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l reason -d 'Why, for the record' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dead-letter; and __fish_seen_subcommand_from discard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -f -a "list" -d 'List dead letters, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -f -a "replay" -d 'Deliver dead letters anew'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and not __fish_seen_subcommand_from list replay discard" -f -a "discard" -d 'Discard dead letters: they stay on record, and are no longer replayed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l webhook -d 'Only those of this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l status -d 'Only those whose last attempt ended so: 500, 5xx, or timeout, dns, refused…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l rate -d 'Deliveries made at most: 20/s, 30/m, 100/h' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l all -d 'All dead letters of the namespace'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l dry-run -d 'Count and show what would be sent; send nothing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l wait -d 'Wait until all new deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l reason -d 'Why, for the record' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand dlq; and __fish_seen_subcommand_from discard" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "create" -d 'Replay events, deliveries or dead letters, named or selected'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "list" -d 'List replays, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "show" -d 'Show a replay and how its deliveries ended so far'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "watch" -d 'Follow a replay until all its deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "pause" -d 'Make no more deliveries until it is resumed; those made go on'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "resume" -d 'Go on with a replay that was paused'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "cancel" -d 'End a replay'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l event -d 'Events, to the webhooks that each matched; - reads ids from stdin' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l delivery -d 'Deliveries; - reads ids from stdin' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l dead-letter -d 'Dead letters: these (- reads ids from stdin) or, without ids, those selected' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l state -d 'Those that ended so: dead, expired, cancelled, discarded, delivered (needs --since)' -r -f -a "dead\t''
expired\t''
cancelled\t''
discarded\t''
delivered\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l status -d 'Only those whose last attempt ended so: 500, 5xx, or timeout, dns, refused…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l plan -d 'What this plan has counted; it is confirmed by that' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l rate -d 'Deliveries made at most: 20/s, 30/m, 100/h' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l dry-run -d 'Count and show what would be sent; send nothing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l wait -d 'Wait until all new deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l exit-status -d 'Tell by the exit code: 8 while not all has ended, 9 if a delivery was not delivered, 10 if it was cancelled before all were made'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l reason -d 'Why, for the record' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "create" -d 'Replay events, deliveries or dead letters, named or selected'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "list" -d 'List replays, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "show" -d 'Show a replay and how its deliveries ended so far'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "watch" -d 'Follow a replay until all its deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "pause" -d 'Make no more deliveries until it is resumed; those made go on'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "resume" -d 'Go on with a replay that was paused'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and not __fish_seen_subcommand_from create list show watch pause resume cancel" -f -a "cancel" -d 'End a replay'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l event -d 'Events, to the webhooks that each matched; - reads ids from stdin' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l delivery -d 'Deliveries; - reads ids from stdin' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l dead-letter -d 'Dead letters: these (- reads ids from stdin) or, without ids, those selected' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l state -d 'Those that ended so: dead, expired, cancelled, discarded, delivered (needs --since)' -r -f -a "dead\t''
expired\t''
cancelled\t''
discarded\t''
delivered\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l status -d 'Only those whose last attempt ended so: 500, 5xx, or timeout, dns, refused…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l plan -d 'What this plan has counted; it is confirmed by that' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l rate -d 'Deliveries made at most: 20/s, 30/m, 100/h' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l dry-run -d 'Count and show what would be sent; send nothing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l wait -d 'Wait until all new deliveries have ended'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l exit-status -d 'Tell by the exit code: 8 while not all has ended, 9 if a delivery was not delivered, 10 if it was cancelled before all were made'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from pause" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l reason -d 'Why, for the record' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rp; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -f -a "create" -d 'Create a namespace'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -f -a "list" -d 'List namespaces, by name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -f -a "show" -d 'Show a namespace: its webhooks and what they are still owed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and not __fish_seen_subcommand_from create list show delete" -f -a "delete" -d 'Delete a namespace with its webhooks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand namespace; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -f -a "create" -d 'Create a namespace'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -f -a "list" -d 'List namespaces, by name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -f -a "show" -d 'Show a namespace: its webhooks and what they are still owed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and not __fish_seen_subcommand_from create list show delete" -f -a "delete" -d 'Delete a namespace with its webhooks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ns; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -f -a "list" -d 'List nodes with the lanes that each has'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -f -a "drain" -d 'Have nodes give their lanes away'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and not __fish_seen_subcommand_from list drain undrain" -f -a "undrain" -d 'Have nodes work again'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from drain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand node; and __fish_seen_subcommand_from undrain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l webhook -d 'Show this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l exit-status -d 'Tell by the exit code: 9 if a webhook is failing or suspended, 5 if the daemon is not ready'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -f -a "add" -d 'Write a context into ctl.toml from --server, --namespace, --tls-ca and --tls-name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -f -a "list" -d 'List contexts'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -f -a "use" -d 'Use a context from now on'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and not __fish_seen_subcommand_from add list use show" -f -a "show" -d 'Show the values in force'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l protected -d 'Destructive commands ask for the context\'s name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l use -d 'Use it from now on'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if there is none'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l origin -d 'Show where each value comes from'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand context; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -f -a "add" -d 'Write a context into ctl.toml from --server, --namespace, --tls-ca and --tls-name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -f -a "list" -d 'List contexts'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -f -a "use" -d 'Use a context from now on'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and not __fish_seen_subcommand_from add list use show" -f -a "show" -d 'Show the values in force'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l protected -d 'Destructive commands ask for the context\'s name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l use -d 'Use it from now on'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l fail-empty -d 'Exit with code 3 if there is none'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l origin -d 'Show where each value comes from'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ctx; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l file -d 'Push each line of this NDJSON file (- for stdin; .gz and .zst are unpacked)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s k -l idempotency-key -d 'The same key within 24 hours is the same event: it is not accepted twice' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l content-type -d 'The payload\'s content type, if it is not JSON' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l meta -d 'Kept with the event, not sent' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s H -l header -d 'Sent with every attempt; the webhook\'s own yield to it. @FILE has one per line' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l ttl -d 'Give up after this long: what is not delivered by then expires, 1s-365d' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l at -d 'Deliver it later: 2h (from now), tomorrow, or a date and time; at most 365d ahead' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l wait -d 'Wait until each delivery was delivered (or ended, or is held), or was attempted once' -r -f -a "delivered\t''
attempted\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l atomic -d 'All lines of the file or none: at most 1,000, of 4 MiB in all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand push" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l webhook -d 'Only those to these webhooks (ids or names)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l type -d 'Only these event types, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l status -d 'Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l event -d 'Only those for this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l since -d 'Begin with what was recorded since then, at most 24h back' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l cursor -d 'Go on where an earlier tail ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l cursor-file -d 'Keep the cursor in this file: go on from it, and update it' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l exit-after -d 'End after this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l until-idle -d 'End when nothing came for this long' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l failed -d 'Only failed ones'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand completion" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand version" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "webhook" -d 'List webhooks with their backlog and recent outcomes'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "event" -d 'List events, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "delivery" -d 'List deliveries'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "attempt" -d 'List attempts, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "dead-letter" -d 'List dead letters, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "replay" -d 'List replays, newest first'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "namespace" -d 'List namespaces, by name'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "node" -d 'List nodes with the lanes that each has'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and not __fish_seen_subcommand_from webhook event delivery attempt dead-letter replay namespace node context" -f -a "context" -d 'List contexts'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l state -d 'Only those in this state' -r -f -a "unknown\t''
healthy\t''
degraded\t''
failing\t''
suspended\t''
paused\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l on -d 'Only those that an event of this type would go to' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from webhook" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l type -d 'Only this type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from event" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l event -d 'Only those of this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l state -d 'Only these states; delivered needs --event' -r -f -a "pending\t''
retrying\t''
held\t''
delivered\t''
dead\t''
cancelled\t''
expired\t''
discarded\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from delivery" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l event -d 'Only those for this event' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l delivery -d 'Only those of this delivery' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l webhook -d 'Only those to this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l status -d 'Only these: 200, 4xx, or timeout, dns, tls, refused, network, protocol, denied…' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l since -d 'Only those begun at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l until -d 'Only those begun before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l failed -d 'Only failed ones'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from attempt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l webhook -d 'Only those of this webhook (id or name)' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l type -d 'Only this event type, or those that begin so: order.*' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l since -d 'Only those accepted at or after this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l until -d 'Only those accepted before this time' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from dead-letter" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l limit -d 'Show at most this many' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l cursor -d 'Go on where an earlier list ended' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l all -d 'Show all'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l fail-empty -d 'Exit with code 3 if nothing is found'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from namespace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from node" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l no-header -d 'Leave out the line of column names'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l fail-empty -d 'Exit with code 3 if there is none'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand ls; and __fish_seen_subcommand_from context" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -f -a "webhook" -d 'Show a webhook: policy, state, recent outcomes, backlog'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -f -a "event" -d 'Show an event and its payload'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -f -a "delivery" -d 'Show a delivery'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -f -a "attempt" -d 'Show an attempt: request, answer, timing, decision'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -f -a "replay" -d 'Show a replay and how its deliveries ended so far'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and not __fish_seen_subcommand_from webhook event delivery attempt replay namespace" -f -a "namespace" -d 'Show a namespace: its webhooks and what they are still owed'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from webhook" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l tree -d 'Show its deliveries too'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from event" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from delivery" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l request -d 'Only the request as it was sent'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l response -d 'Only the answer as it was received'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l timing -d 'Only the timing'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l body-only -d 'Only the raw bytes of the body: the answer\'s, or with --request the request\'s'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l reveal -d 'Show the values of the webhook\'s own headers; the daemon logs that it did'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from attempt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l exit-status -d 'Tell by the exit code: 8 while not all has ended, 9 if a delivery was not delivered, 10 if it was cancelled before all were made'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from replay" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand get; and __fish_seen_subcommand_from namespace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -f -a "webhook" -d 'Delete webhooks; what they are still owed is cancelled'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and not __fish_seen_subcommand_from webhook namespace" -f -a "namespace" -d 'Delete a namespace with its webhooks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from webhook" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l confirm -d 'Confirm a severe effect by its name, where no terminal is there to ask' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s C -l context -d 'Use this context of ctl.toml; `none` uses no context' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s n -l namespace -d 'Work in this namespace' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l server -d 'Talk to this daemon: http://HOST:PORT, https://HOST:PORT or unix:PATH' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l tls-ca -d 'Trust the certificates in this PEM file instead of the system\'s' -r -F
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l tls-name -d 'Expect this name in the daemon\'s certificate' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l timeout -d 'Give up after this long: a call (30s unless told) or, where a command waits, the wait' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s o -l output -d 'Write data in this form; `auto` is table on a terminal and tsv elsewhere' -r -f -a "auto\t'table on a terminal, tsv elsewhere'
table\t'Aligned columns and screens, for people'
json\t'One document'
jsonl\t'One object per line'
tsv\t'Tab-separated columns'
name\t'Ids (namespaces: names), one per line'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l columns -d 'Show these columns, in this order; `?` lists them' -r
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l time -d 'Show times like this (relative in tables, iso elsewhere)' -r -f -a "relative\t'5m 02s ago'
iso\t'RFC 3339 in UTC'
local\t'In this machine\'s time zone'
unix\t'Seconds since 1970'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l color -d 'When to colour' -r -f -a "auto\t''
always\t''
never\t''"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l error-format -d 'How errors are written: as lines, or as one JSON object as with -o json and -o jsonl' -r -f -a "human\t'Lines for people'
json\t'One object'"
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l insecure -d 'Accept any certificate; prints a warning each time'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l ascii -d 'Use ASCII instead of symbols'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s q -l quiet -d 'No hints and progress; twice: nothing but data and errors'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s v -l verbose -d 'Say on stderr which daemon and namespace are used and why'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s y -l yes -d 'Answer yes where a command asks'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -l no-input -d 'Never ask; what needs confirmation then ends with exit code 13'
complete -c sparrowctl -n "__fish_sparrowctl_using_subcommand rm; and __fish_seen_subcommand_from namespace" -s h -l help -d 'Print help (see more with \'--help\')'
