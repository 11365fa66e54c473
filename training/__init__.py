"""How the embedded model and its candidate prior are made, and how they are scored.

    seed -> story -> lines, question and answer -> document -> tokens or sheets -> weights -> GGUF

Documents, each package above those that it imports; its docstring lists its modules:

    data/         what documents say: concepts, kinds, names, texts by language
    material/     concepts and made-up values, as a country writes them
    tables/       tables with their rows
    stories/      all that one document states, and what it leaves out
    pages/        what pages are made of: lines, pairs, boxes, grids, addresses
    layouts/      a story as lines, plainly or as its trade writes
    questions/    a schema over some of what is stated, and the answer
    generate.py   a seed to a sample: a document, and schemas with their answers

A sample as the product reads it:

    drawing.py    lines as a printed page, and as a scanner sees it
    render.py     lines as text, through a PDF or a scan and the product's own reader, or with noise
    scans.py      scans documents beforehand, for recognition takes seconds

The language model:

    encode.py     a sample as tokens of tokenizer.json, and the grammar's mask at each of them
    model.py      the network
    train.py      the loop, in resumable stages
    average.py    the mean of several checkpoints
    export.py     GGUF, and its parity with the network

The candidate prior:

    prior_sheets.py   samples as sheets with the answer marked
    prior_network.py  its network
    prior.py          the loop
    widen.py          a smaller such network as a larger one

Both:

    weights.py    weights on disk
    baseline.py   rules to compare with
    evaluate.py   scores through the shipped path

Nothing here is shipped in the wheel. `MODEL_CARD.md` tells what was trained and how good it is,
`requirements.txt` what training needs besides.
"""
