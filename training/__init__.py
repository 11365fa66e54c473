"""How the embedded model is made: documents, training, export and scores.

    pools.yaml, lexicon.yaml, kinds.yaml   names, what documents say, kinds of documents
    locales.py    how countries write dates and numbers
    names.py, values.py   made-up names and values
    lexicon.py    concepts, and what labels, schemas and descriptions call them
    rows.py, careers.py, named_tables.py   tables of a document (tables.py says what one is)
    story.py      everything that one document states, and how a layout takes some of it back
    parties.py, amounts.py, sentences.py   parts of a story
    missing.py    what the document does not say and is asked for all the same
    kinds.py      the story of one document of one kind
    forms.py      the same of a form whose labels nobody has seen
    layouts.py    a story as lines of text, in one of many ways:
    shapes.py     the plain way of a page, a receipt, a mail, running text
    boxed.py, cards.py   forms in boxes, and the cards that states give
    contracts.py, resumes.py, tills.py, mails.py, postings.py, letters.py   as their trades write
    page.py       one document's habits of layout
    addresses.py, pairs.py, boxes.py, grids.py   what pages are made of: parties, labels with their
                                                 values, boxes, tables
    lines.py      lines beside, below and over each other
    besides.py    what bills bear besides their facts
    annexes.py    pages of a long document that answer nothing
    clauses.yaml, mails.yaml   what contracts and mails say
    asking.py     a schema over some of the facts, and the answer
    generate.py   a seed to a sample: a document, and schemas with their answers
    render.py     the same document through a PDF or a scan and the product's own reader, or through
                  noise
    drawing.py    lines as a printed page, and as a scanner sees it
    scans.py      scans documents beforehand, for recognition takes seconds
    encode.py     a sample as tokens, and the grammar's mask at each of them
    model.py      the network
    train.py      the loop, in resumable stages
    average.py    the mean of several checkpoints
    prior.py, prior_sheets.py   the network that weighs candidates, and its samples
    widen.py      a narrower such network as a wider one
    weights.py    weights on disk
    export.py     GGUF, and its parity with the network
    baseline.py   rules to compare with
    evaluate.py   scores through the shipped path

Nothing here is shipped in the wheel; `requirements.txt` lists what training needs besides.
"""
