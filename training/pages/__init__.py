"""What pages are made of, from single lines up.

    lines.py      lines beside, below and over each other
    pairs.py      labels with their values
    boxes.py      the same in boxes
    grids.py      tables
    cells.py      their cells before they are lines
    heads.py      the heads of their columns, on one line or more
    ledgers.py    movements as banks print them
    legs.py       legs of a journey, without a head
    results.py    results as laboratories print them
    rows.py       their rows as lines, in one form or another
    worded.py     rows of goods in words
    abreast.py    two tables on the same lines
    between.py    what stands between the rows
    entries.py    jobs and studies, one below the other
    entry_forms.py  on which lines one of them stands
    sections.py   sections of a resume
    page.py       one document's habits, and these pieces after them
    addresses.py  who issues a document, and who else is named in it
    bedside.py    a patient on one line without labels
    windows.py    whom it is to, in a block without a label
    imprints.py   who issues it, told in a sentence, and whom to call for what
    tops.py       issuer, title, references and receiver side by side
    parties.py    all who are named, each below a heading
    twofold.py    two facts in one cell or under one label
    bands.py      rows of labels above rows of values
    panels.py     labels with their values in panels side by side
    people.py     lists of people, and what stands behind their names
    besides.py    what bills bear besides their facts
    summaries.py  balances of an account, readings of a meter
    daily.py      balances at the end of days, checks listed once more
    taxes.py      tables of taxes by rate
    across.py     net, tax and gross in columns of one line
    owed.py       what bills of supply tell of the account
    annexes.py    pages that answer nothing

Styles that are held out are drawn by nothing but documents of held-out layouts.
"""
