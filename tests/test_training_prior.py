"""The candidate prior's samples, and that training and product compute the same."""

from __future__ import annotations

import numpy as np
import pytest

from extractor.prior.network import Network
from training.generate import Split
from training.prior_sheets import forgotten, marked, stream


def test_the_answers_options_are_marked() -> None:
    answered = listed = 0
    for index in range(12):
        for one in marked(index, Split.VALUES):
            single = one.gathered.single[one.gathered.questions] > 0
            answered += int(one.right[single].sum())
            listed += int(one.right[~single].sum())
            asked = np.unique(one.gathered.questions[(one.right > 0) & single])
            assert one.known[asked].all()
            assert not one.null[asked].any()
    assert answered > 40
    assert listed > 20


def test_documents_are_the_same_each_time_and_go_on_without_end() -> None:
    first, second = (next(stream(7, Split.TRAIN)) for _ in range(2))
    assert np.array_equal(first.right, second.right)
    assert np.array_equal(first.gathered.likeness, second.gathered.likeness)


def test_forgetting_takes_words_from_questions_alone() -> None:
    one = next(marked(3, Split.VALUES))
    silent = forgotten(one, np.random.default_rng(1))
    assert np.array_equal(silent.gathered.texts, one.gathered.texts)
    for before, after in zip(one.gathered.groups, silent.gathered.groups, strict=True):
        assert ((after == before) | (after == 0)).all()
    assert (silent.gathered.groups[2] == 0).sum() > (one.gathered.groups[2] == 0).sum()


def test_network_and_product_agree() -> None:
    torch = pytest.importorskip("torch")
    from training.prior import PriorNetwork

    torch.manual_seed(1)
    trained = PriorNetwork().eval()
    shipped = Network({name: one.numpy() for name, one in trained.state_dict().items()})
    for index in range(3):
        one = next(marked(index, Split.KINDS))
        with torch.no_grad():
            _, null, rows = trained(one.gathered)
        weighed = shipped.weigh(one.gathered)
        assert np.allclose(weighed.rows, rows.numpy(), atol=1e-4)
        assert np.allclose(weighed.null, null.numpy(), atol=1e-4)
