"""A GGUF file with the embedded model's vocabulary and shape, and noise for weights."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

from extractor.models import EMBEDDED_FILE

_TAKEN_CARE_OF = ("GGUF.", "general.architecture", "general.quantization_version")


def write_random_model(path: Path, *, seed: int) -> None:
    """Copies the embedded model's metadata; every tensor is drawn anew, as float16."""
    reader = gguf.GGUFReader(EMBEDDED_FILE)
    architecture = reader.fields["general.architecture"].contents()
    writer = gguf.GGUFWriter(path, architecture)
    for field in reader.fields.values():
        if not field.name.startswith(_TAKEN_CARE_OF):
            sub_type = field.types[-1] if field.types[0] is gguf.GGUFValueType.ARRAY else None
            writer.add_key_value(field.name, field.contents(), field.types[0], sub_type)
    random = np.random.default_rng(seed)
    for tensor in reader.tensors:
        shape = tuple(int(size) for size in reversed(tensor.shape))
        weights = random.normal(0.0, 0.1, shape)
        kind = np.float16 if len(shape) > 1 else np.float32
        writer.add_tensor(tensor.name, weights.astype(kind))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
