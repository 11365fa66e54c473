"""What documents say, as data: texts by language, concepts, kinds of documents.

    pools.yaml       names of people, streets, towns, goods, and other raw material
    lexicon.yaml     concepts: how a value is made, what labels and schemas call it
    synonyms.yaml    what else schemas call concepts, parties and options
    thesaurus.yaml   other words for the words of names
    kinds.yaml       kinds of documents, their roles, facets, tables and columns
    careers.yaml     jobs, skills, degrees and the words of resumes
    postings.yaml    what job postings say
    mails.yaml       what mails say
    letters.yaml     what letters say
    messages.yaml    what customers write to companies
    institutions.yaml  names of banks, insurers, authorities, schools, hospitals
    imprints.yaml    who issues a document, told in a sentence, and whom to call for what
    heads.yaml       what stands at the top of a page beside who issues it; forms of address
    people.yaml      what stands behind the names of a list of people
    shops.yaml       shops and what they sell
    goods.yaml       what businesses sell to each other, by how it is counted
    twofold.yaml     two facts in one cell, and bands of labels above values
    shopfronts.yaml  what stands around the name of a shop
    tills.yaml       what a till prints among the things bought
    between.yaml     what stands between the rows of a table
    asides.yaml      columns of tables that nobody asks for
    accounts.yaml    movements on an account
    charges.yaml     what bills and payslips charge or pay
    sides.yaml       tables that stand beside each other
    laboratory.yaml  tests and their results
    shipping.yaml    ports, ships, and the words of bills of lading
    cards.yaml       identity documents: what they call themselves
    supply.yaml      bills for electricity, water and the like
    billing.yaml     sentences of bills, and words behind their values
    rivals.yaml      what looks like a fact and answers nothing
    remarks.yaml     remarks, conditions, decisions and the like
    agreements.yaml  contracts by type
    clauses.yaml     what contracts of any type say
    terms.yaml       periods, laws and courts in the words of contracts

Each begins with what its entries mean. What is drawn from them is put together at random.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def raw(name: str) -> dict[str, Any]:
    """One of the data files, as it stands."""
    path = Path(__file__).with_name(f"{name}.yaml")
    loaded: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    return loaded


def pools() -> dict[str, Any]:
    """The raw material of `pools.yaml`."""
    return raw("pools")
