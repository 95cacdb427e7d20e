"""The tree against RFC 6962 taken literally, against Certificate Transparency's own examples, and against a verifier
that shares no code with it; in memory and as it is stored."""

from __future__ import annotations

import ast
import itertools
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from candour.kernel.ledger import merkle, verifier
from candour.kernel.ledger.log import GROUP, INNER, Cursor, Log, NotStored
from candour.kernel.ledger.tests import naive
from candour.kernel.ledger.verifier import Checkpoint

CT_LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The example tree of Certificate Transparency's reference implementation, at each of its eight sizes."""

sizes = st.integers(1, 90)


def leaves(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


def hashes_of(ranges: list[merkle.Range], data: list[bytes]) -> list[bytes]:
    return [naive.mth(data[start:end]) for start, end in ranges]


def root_of(data: list[bytes]) -> bytes:
    return merkle.fold([merkle.leaf_hash(leaf) for leaf in data])


class TestRoot:
    @pytest.mark.parametrize("size", range(1, 9))
    def test_is_that_of_certificate_transparency(self, size: int) -> None:
        assert root_of(CT_LEAVES[:size]).hex() == CT_ROOTS[size - 1] == naive.mth(CT_LEAVES[:size]).hex()

    def test_of_an_empty_tree_is_the_hash_of_nothing(self) -> None:
        assert merkle.fold([]) == merkle.join([]) == merkle.EMPTY == naive.mth([]) == verifier.Tree().root()

    @given(st.lists(st.binary(max_size=40), max_size=70))
    def test_is_the_rfcs(self, data: list[bytes]) -> None:
        assert root_of(data) == naive.mth(data)

    @given(sizes)
    def test_is_joined_from_whole_subtrees(self, size: int) -> None:
        data = leaves(size)
        peaks = [
            naive.mth(data[number << height : (number + 1) << height]) for height, number in merkle.subtrees((0, size))
        ]
        assert merkle.join(peaks) == naive.mth(data)


class TestProofs:
    @given(sizes, st.data())
    def test_of_inclusion_are_the_rfcs_and_lead_to_the_root(self, size: int, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, size - 1))
        listed = leaves(size)
        found = hashes_of(merkle.inclusion(index, size), listed)
        assert found == naive.path(index, listed)
        start = merkle.leaf_hash(listed[index])
        assert verifier.climb(index, size - 1, start, start, found)[1] == naive.mth(listed)

    @given(sizes, st.data())
    def test_of_consistency_are_the_rfcs_and_hold(self, new: int, data: st.DataObject) -> None:
        old = data.draw(st.integers(1, new))
        listed = leaves(new)
        found = hashes_of(merkle.consistency(old, new), listed)
        assert found == naive.proof(old, listed)
        before = Checkpoint("o", old, naive.mth(listed[:old]))
        verifier.check_consistency(before, Checkpoint("o", new, naive.mth(listed)), found)

    @given(sizes, st.data())
    def test_of_consistency_fail_for_a_fork(self, new: int, data: st.DataObject) -> None:
        old = data.draw(st.integers(1, new))
        listed = leaves(new)
        found = hashes_of(merkle.consistency(old, new), listed)
        forked = naive.mth([*listed[: old - 1], b"another"])
        with pytest.raises(verifier.Fault):
            verifier.check_consistency(Checkpoint("o", old, forked), Checkpoint("o", new, naive.mth(listed)), found)

    @given(sizes, st.data())
    def test_fail_when_a_hash_is_changed_left_out_or_added(self, size: int, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, size - 1))
        listed = leaves(size)
        found = naive.path(index, listed)
        start, root = merkle.leaf_hash(listed[index]), naive.mth(listed)
        place = data.draw(st.integers(0, len(found)))
        tampered = [[*found[:place], b"\0" * 32, *found[place:]]]
        if place < len(found):
            tampered += [[*found[:place], *found[place + 1 :]], [*found[:place], b"\0" * 32, *found[place + 1 :]]]
        for path in tampered:
            try:
                assert verifier.climb(index, size - 1, start, start, path)[1] != root
            except verifier.Fault:
                continue

    @pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
    def test_of_inclusion_refuse_a_leaf_that_is_not_there(self, index: int, size: int) -> None:
        with pytest.raises(ValueError, match="no leaf"):
            merkle.inclusion(index, size)

    @pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3)])
    def test_of_consistency_refuse_what_is_no_beginning(self, old: int, new: int) -> None:
        with pytest.raises(ValueError, match="against"):
            merkle.consistency(old, new)


class TestVerifier:
    """A stranger must be able to read it in one go, and to run it on a machine that has never seen Candour."""

    SOURCE = Path(verifier.__file__).read_text(encoding="utf-8")

    def test_is_short(self) -> None:
        assert len(self.SOURCE.splitlines()) < 300

    def test_needs_the_standard_library_and_pynacl_alone(self) -> None:
        named = {
            name.split(".")[0]
            for part in ast.walk(ast.parse(self.SOURCE))
            for name in (
                [alias.name for alias in part.names]
                if isinstance(part, ast.Import)
                else [part.module or ""]
                if isinstance(part, ast.ImportFrom)
                else []
            )
        }
        assert named - sys.stdlib_module_names == {"nacl"}


class TestVerifiersTree:
    """The stand-alone verifier grows its tree in blocks; the blocks must not show."""

    @pytest.mark.parametrize("block", [1, 2, 4, 8])
    def test_has_the_rfcs_root_at_every_size(self, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verifier, "BLOCK", block)
        tree, listed = verifier.Tree(), leaves(40)
        for size in range(40):
            assert tree.root() == naive.mth(listed[:size])
            tree.extend([merkle.leaf_hash(listed[size])])


def stored(cursor: Cursor, data: list[bytes], steps: list[int]) -> Log:
    """A tree grown in steps, as the sequencer grows it."""
    log, size = Log(INNER, cursor), 0
    for step in steps:
        hashes = [merkle.leaf_hash(leaf) for leaf in data[size : size + step]]
        cursor.executemany(
            b"insert into ledger_innerleaf (position, padding, leaf_hash) values (%s, '', %s)",
            [(size + place, hashed) for place, hashed in enumerate(hashes)],
        )
        size = log.grow(size, hashes)
    return log


def own_cursor() -> Cursor:
    connection.ensure_connection()
    return psycopg.Cursor(connection.connection)


@pytest.mark.django_db
class TestStored:
    """The tree in its tables: whatever the steps in which it grew, and at every size that it ever had."""

    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.lists(st.integers(0, 2 * GROUP * GROUP + 3), min_size=1, max_size=5), st.data())
    def test_says_the_rfcs_roots_and_proofs(self, steps: list[int], data: st.DataObject) -> None:
        cursor = own_cursor()
        cursor.execute(b"truncate ledger_innerleaf, ledger_innernode")
        listed = leaves(sum(steps))
        log = stored(cursor, listed, steps)
        assert log.size() == len(listed)
        for size in (data.draw(st.integers(0, len(listed))) for _ in range(4)):
            begin = listed[:size]
            assert log.root(size) == naive.mth(begin)
            if size:
                index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
                assert log.inclusion(index, size) == naive.path(index, begin)
                assert log.consistency(old, size) == naive.proof(old, begin)

    def test_reads_few_rows_for_a_proof(self) -> None:
        cursor = own_cursor()
        log = stored(cursor, leaves(5_000), [4_999, 1])
        read = []
        for index, size in itertools.product((0, 2_500, 4_998), (4_999, 5_000)):
            places = [merkle.subtrees(one) for one in merkle.inclusion(index, size)]
            assert log.inclusion(index, size) == naive.path(index, leaves(size))
            read.append(sum(1 << height % 4 for nodes in places for height, _ in nodes))
        assert max(read) <= 16 * 5

    def test_writes_a_subtree_when_it_is_whole_and_never_again(self) -> None:
        cursor = own_cursor()
        stored(cursor, leaves(300), [1] * 20 + [280])
        cursor.execute(b"select height, count(*) from ledger_innernode group by 1 order by 1")
        assert cursor.fetchall() == [(4, 18), (8, 1)]

    def test_says_when_rows_are_missing(self) -> None:
        cursor = own_cursor()
        log = stored(cursor, leaves(40), [40])
        cursor.execute(b"delete from ledger_innernode where number = 1")
        with pytest.raises(NotStored):
            log.root(40)
