"""Pictures decoded to pixels and encoded anew: what a camera noted about place, time and owner is not in the pixels."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from candour.kernel.documents.checks.unsafe import Unsafe
from candour.kernel.documents.kinds import Kind
from candour.kernel.documents.limits import Limits

_DECODERS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.GIF: "GIF", Kind.WEBP: "WEBP", Kind.HEIC: "HEIF"}
_COPY_SIDE = 3_600
_WHITE = (255, 255, 255)


def render(data: bytes, kind: Kind, limits: Limits) -> bytes:
    """A WebP of at most ``longest_side``. Raises Unsafe."""
    return webp(_pixels(data, kind, limits.longest_side, limits))


def copy(data: bytes, kind: Kind, limits: Limits) -> bytes:
    """A JPEG of the whole picture. Raises Unsafe."""
    out = io.BytesIO()
    _pixels(data, kind, _COPY_SIDE, limits).save(out, "JPEG", quality=88)
    return out.getvalue()


def webp(picture: Image.Image) -> bytes:
    """The picture, encoded anew with nothing beside its pixels."""
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=82, method=2, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def _pixels(data: bytes, kind: Kind, side: int, limits: Limits) -> Image.Image:
    if kind is Kind.HEIC:
        import pi_heif

        pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = limits.pixels
    try:
        with Image.open(io.BytesIO(data), formats=[_DECODERS[kind]]) as opened:
            if opened.width * opened.height > limits.pixels:
                raise Unsafe("too_many_pixels")
            opened.draft("RGB", (side, side))  # a JPEG is decoded at a fraction of its size
            opened.load()
            small = opened if max(opened.size) <= side else _smaller(opened, side)
            turned = ImageOps.exif_transpose(small)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Unsafe("too_many_pixels") from None
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        TypeError,
        ArithmeticError,
        LookupError,
    ):
        raise Unsafe("damaged") from None
    return _flat(turned)


def _smaller(picture: Image.Image, side: int) -> Image.Image:
    exif = picture.getexif()
    if picture.mode not in {"RGB", "RGBA", "L"}:
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "LA" else "RGB")
    scale = side / max(picture.size)
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    made = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
    made.info["exif"] = exif.tobytes()  # only so that it can be turned upright
    return made


def _flat(picture: Image.Image) -> Image.Image:
    """In colour, on white where it was transparent, and a new picture that knows nothing of the old."""
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        over = picture.convert("RGBA")
        flat = Image.new("RGB", over.size, _WHITE)
        flat.paste(over, mask=over.getchannel("A"))
    else:
        flat = picture.convert("RGB")
    made = Image.new("RGB", flat.size)
    made.paste(flat)
    return made
