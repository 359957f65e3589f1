"""Who is asking: people, teams, sessions, tokens, break-glass, read log; it never reads what a case is about.

`permissions` and `caller` are pure and say what a role may do; `accounts`, `account_changes` and `teams` keep the
people; `signing_in`, `sessions` and `tokens` tell who is at the other end; `scope` and `break_glass`, which case they
may see; `deserted`, which cases nobody sees; `read_log` keeps who looked. Every function is given a Connection and
commits nothing: what it wrote, even of an attempt that failed, is kept when the caller commits.
"""
