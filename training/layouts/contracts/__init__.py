"""Contracts, whose facts stand in running text.

    terms.py     what contracts state in words of their own: periods, sums, laws, courts
    spelling.py  numbers in words
    wording.py   templates, filled with what is stated and with strays
    naming.py    the parties, and what the contract calls them
    articles.py  articles as lines
    signing.py   who signs
    contract.py  the whole, as lawyers write it
    deeds.py     leases, loans and sales whose story brings sentences of its own

Most of what such a text says is asked for by nobody.
"""
