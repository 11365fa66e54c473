"""What is asked of a document.

    asked.py    a schema, and what a faultless reader answers
    ready.py    the ready schemas of the product
    asking.py   these, and schemas as any author might write them
    naming.py   the names such authors give to fields
    wording.py  how they describe them
    choices.py  which options they offer

One document is asked many questions: some about what it states, some about what it does not.
"""
