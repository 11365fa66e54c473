"""What a GGUF file says about itself, and what a context of it would take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import llama_cpp

from extractor.engine.loading import kv_bytes_per_token, metadata, prompt_profile, silence
from extractor.errors import ModelNotLoadable


@dataclass(frozen=True, slots=True)
class ModelDetails:
    """A model, for a person who chooses one."""

    name: str | None  # as its maker calls it
    architecture: str
    parameters: int
    quantization: str
    trained_context: int  # tokens
    layers: int
    vocabulary: int
    kv_bytes_per_token: int  # of an f16 cache
    profile: str  # prompt profile


def read_details(path: Path) -> ModelDetails:
    """Opens a vetted GGUF file without a context. Raises ModelNotLoadable."""
    silence()
    params = llama_cpp.llama_model_default_params()
    params.n_gpu_layers = 0
    model = llama_cpp.llama_model_load_from_file(bytes(path), params)
    if not model:
        raise ModelNotLoadable("llama.cpp cannot load this file", at=str(path))
    try:
        return ModelDetails(
            name=metadata(model, "general.name"),
            architecture=metadata(model, "general.architecture") or "unknown",
            parameters=llama_cpp.llama_model_n_params(model),
            quantization=_quantization(metadata(model, "general.file_type")),
            trained_context=llama_cpp.llama_model_n_ctx_train(model),
            layers=llama_cpp.llama_model_n_layer(model),
            vocabulary=llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model)),
            kv_bytes_per_token=kv_bytes_per_token(model, "f16"),
            profile=prompt_profile(model),
        )
    finally:
        llama_cpp.llama_model_free(model)


def _quantization(file_type: str | None) -> str:
    """`Q8_0` of llama.cpp's number for it."""
    for name, value in vars(llama_cpp).items():
        if name.startswith("LLAMA_FTYPE_") and str(value) == file_type:
            return name.removeprefix("LLAMA_FTYPE_").removeprefix("MOSTLY_").removeprefix("ALL_")
    return "unknown"
