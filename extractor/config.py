"""What a person may set, and where each setting was found.

    flag  >  environment (EXTRACTOR_*)  >  ./extractor.toml  >  the user's config.toml  >  default

Keys are flat and the same everywhere: `n_ctx = 4096` in a file is `EXTRACTOR_N_CTX=4096` in the
environment. A key that does not exist is refused, so that a typing error cannot pass as a default.

`load_settings` is the way in: it turns every mistake into one line that names its source.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from extractor.errors import ConfigError
from extractor.generation import LoadOptions

APP = "extractor"
PREFIX = "EXTRACTOR_"
PROJECT_FILE = Path("extractor.toml")

NotNegative = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class Settings(BaseSettings):
    """Every setting with its default; see `load_settings` for where values come from."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True)

    # The model and how it is loaded
    model: str = Field("embedded", min_length=1, description="name or path of a GGUF model")
    n_ctx: NotNegative = Field(0, description="tokens of context; 0 fits it to the job and machine")
    batch: Positive = Field(512, description="prompt tokens evaluated at once (n_batch)")
    threads: NotNegative = Field(0, description="CPU threads; 0 takes the physical cores")
    gpu_layers: int = Field(-1, ge=-1, description="layers on the GPU; -1 takes all that fit")
    kv_type: Literal["f16", "q8_0", "q4_0"] = Field(
        "f16", description="type of the KV cache; the quantized ones save memory and cost speed"
    )
    flash_attention: Literal["auto", "on", "off"] = Field("auto", description="flash attention")

    # How a reply is decoded
    temperature: float = Field(0.0, ge=0, le=2, description="0 is greedy: the likeliest token")
    seed: NotNegative = Field(0, description="seed of the sampler, used above temperature 0")
    max_tokens: Positive = Field(4096, description="most tokens of one reply")
    max_retries: int = Field(2, ge=0, le=10, description="new attempts after an invalid reply")
    free: bool = Field(False, description="let the model write words the document does not hold")

    # What one document may cost
    seconds_per_document: float = Field(300.0, gt=0, description="most seconds of generation")
    tokens_per_document: Positive = Field(30_000, description="most tokens it may generate")
    read_seconds: float = Field(60.0, gt=0, description="most seconds of reading")
    read_memory_mb: int = Field(4096, ge=256, description="most memory of a reader process")
    file_mb: Positive = Field(200, description="largest file that is read")
    ocr: Literal["auto", "always", "never"] = Field(
        "auto", description="recognise text on pages; auto: where the text layer is missing"
    )
    max_pages: Positive = Field(2000, description="longest document that is read")
    windows_limit: Positive = Field(24, description="most windows of a long document that are read")
    password: SecretStr | None = Field(None, description="opens encrypted documents; never logged")

    # The run
    jobs: NotNegative = Field(0, description="documents worked on side by side; 0 fits the machine")
    review_below: float = Field(0.6, ge=0, le=1, description="confidence under which to review")
    cache: bool = Field(True, description="answer from completions kept on disk")
    cache_mb: Positive = Field(1024, description="most disk the kept completions may take")
    log_text: bool = Field(True, description="keep prompts and raw replies in the run log")

    # Where things are kept
    data_dir: Path | None = Field(None, description="run log, models and schemas of the user")
    cache_dir: Path | None = Field(None, description="completions that can be made again")

    @property
    def paths(self) -> Paths:
        """Where this user's files are; nothing is created."""
        data = self.data_dir or platformdirs.user_data_path(APP, appauthor=False)
        cache = self.cache_dir or platformdirs.user_cache_path(APP, appauthor=False)
        data, cache = data.expanduser(), cache.expanduser()
        return Paths(
            cache=cache / "completions",
            engine=cache / "engine",
            run_log=data / "runs.sqlite",
            models=data / "models",
            schemas=data / "schemas",
        )

    @property
    def load_options(self) -> LoadOptions:
        """How to load the model; a slot for each document that is worked on."""
        return LoadOptions(
            context=self.n_ctx,
            batch=self.batch,
            threads=self.threads,
            gpu_layers=self.gpu_layers,
            kv_type=self.kv_type,
            flash_attention=self.flash_attention,
            slots=self.jobs,
            folder=self.paths.engine,
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, environment, project file, user file: the first that has a key gives it."""
        files = (TomlConfigSettingsSource(settings_cls, path) for path in settings_files())
        return (init_settings, env_settings, *files)


@dataclass(frozen=True, slots=True)
class Paths:
    """Files and folders that outlive a run."""

    cache: Path  # folder of kept completions
    engine: Path  # folder of what was measured of models, and of computed prompts
    run_log: Path  # SQLite file
    models: Path  # folder of pulled GGUF files
    schemas: Path  # folder of the user's own schemas


def settings_files() -> tuple[Path, Path]:
    """The project's file and the user's, whether or not they exist."""
    return PROJECT_FILE, platformdirs.user_config_path(APP, appauthor=False) / "config.toml"


def load_settings(**flags: object) -> Settings:
    """Settings from flags, environment, files and defaults, in falling order of right.

    A flag that is None was not given. Raises ConfigError, which names the source and the key.
    """
    given: dict[str, Any] = {key: value for key, value in flags.items() if value is not None}
    for path in settings_files():
        _check_file(path)
    _check_environment()
    try:
        return Settings(**given)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise _explained(problem, from_flag=str(problem["loc"][0]) in given) from None


def _check_file(path: Path) -> None:
    for key in _values(path):
        if key not in Settings.model_fields:
            raise _unknown(key, at=str(path))


def _values(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not valid TOML: {error}", at=str(path)) from None
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", at=str(path)) from None


def _check_environment() -> None:
    """Refuses variables that look like a misspelt setting.

    Others may use the prefix too, so a variable that is like no setting is left alone.
    """
    for variable in os.environ:
        key = variable.upper().removeprefix(PREFIX).lower()
        known = key in Settings.model_fields or not variable.upper().startswith(PREFIX)
        if not known and get_close_matches(key, Settings.model_fields, n=1, cutoff=0.8):
            raise _unknown(key, at=variable)


def _unknown(key: str, at: str) -> ConfigError:
    close = get_close_matches(key, Settings.model_fields, n=1)
    if close:
        name = PREFIX + close[0].upper() if at.startswith(PREFIX) else close[0]
        hint = f"did you mean {name}?"
    else:
        hint = "settings are: " + ", ".join(Settings.model_fields)
    return ConfigError(f"unknown setting '{key}'", at=at, hint=hint)


def _explained(problem: ErrorDetails, *, from_flag: bool) -> ConfigError:
    """One line: the source, the key, what is allowed and what was given."""
    key = str(problem["loc"][0])
    source = "command line" if from_flag else _source(key)
    if problem["type"] == "extra_forbidden":
        return _unknown(key, at=source)
    rule = problem["msg"].replace("Input should", "should")
    if key != "password":  # what was given may be the secret
        rule += f", not {problem['input']!r}"
    return ConfigError(f"{key} {rule}", at=source)


def _source(key: str) -> str:
    """The variable or file that set `key`."""
    variable = PREFIX + key.upper()
    if any(name.upper() == variable and value for name, value in os.environ.items()):
        return variable
    return next((str(path) for path in settings_files() if key in _values(path)), key)
