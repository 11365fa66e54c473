"""What one document states, before anybody decides how it is laid out.

    story.py       everything that one document states, and how a layout takes some of it back
    parties.py     who takes part in it
    amounts.py     sums that follow from one another
    sentences.py   titles, and facts in running text
    remarks.py     words behind a value that are no part of it
    rivals.py      what stands beside a fact and answers nothing
    agreements.py  what the title of a contract tells, sums in proportion
    assessing.py   what a laboratory says of its results
    supply.py      bills for electricity, water and the like
    listed.py      what they list with their charges
    tallies.py     facts that agree with the rows below them
    balances.py    balances of an account
    movements.py   movements of an account in parts
    sums.py        facts that are the sum of a column
    careers.py     the person of a resume, and where somebody works now
    voices.py      what customers say, feel and want
    mails.py       when a mail was sent, to whom else, who is asked by when
    pay.py         sums that fit the time they are paid for
    twosided.py    payments beside deductions and the like, and the facts that follow from them
    missing.py     what it does not say and is asked for all the same
    kinds.py       the story of a document of one kind
    forms.py       the same of a form of no kind

The answer to any question is read off the story, never off the lines.
"""
