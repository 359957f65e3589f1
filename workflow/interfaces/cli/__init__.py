"""The command line: words in, tables or JSON out; it trusts the account it runs under and decides nothing."""
