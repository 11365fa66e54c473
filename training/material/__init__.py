"""What every document is made of: words for its concepts, and made-up values.

    locales.py  how countries write dates and numbers
    lexicon.py  concepts, and what labels, schemas and descriptions call them
    maker.py    what all values of one document have in common
    places.py, institutions.py, names.py, dates.py, numbers.py, codes.py   values of each sort
    values.py   all of them, drawn by the recipes of the lexicon
    careers.py  the words of careers
    mailing.py  the words of mails

A value comes with the document's words for it (`locales.Said`).
"""
