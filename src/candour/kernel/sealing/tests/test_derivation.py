"""Derived keys are those of RFC 5869, and say nothing about one another."""

from __future__ import annotations

from candour.kernel.sealing.derivation import derive


def test_is_hkdf_with_sha256_as_the_rfc_has_it() -> None:
    """RFC 5869, appendix A.1: the first 32 of its 42 bytes, which are one block."""
    found = derive(
        bytes.fromhex("0b" * 22), salt=bytes.fromhex("000102030405060708090a0b0c"),
        purpose=bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
    )  # fmt: skip
    assert found.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"


def test_differs_by_secret_salt_and_purpose() -> None:
    made = {
        derive(b"a", salt=b"s", purpose=b"find"), derive(b"a", salt=b"s", purpose=b"open"),
        derive(b"b", salt=b"s", purpose=b"find"), derive(b"a", salt=b"t", purpose=b"find"),
    }  # fmt: skip
    assert len(made) == 4
    assert {len(one) for one in made} == {32}
