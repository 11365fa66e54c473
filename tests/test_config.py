"""Settings: precedence, mistakes in one line, paths."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from extractor.config import Settings, load_settings, settings_files
from extractor.errors import ConfigError


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty project folder, an empty home and an empty environment."""
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: tmp_path / "config")
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "data")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"EXTRACTOR_{name.upper()}", raising=False)


def write(which: int, text: str) -> Path:
    path = settings_files()[which]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def project_file(text: str) -> Path:
    return write(0, text)


def user_file(text: str) -> Path:
    return write(1, text)


def test_without_any_source_the_defaults_hold() -> None:
    settings = load_settings()
    assert settings.model == "embedded"
    assert settings.temperature == 0
    assert settings.max_retries == 2


def test_flag_beats_environment_beats_project_beats_user(monkeypatch: pytest.MonkeyPatch) -> None:
    user_file("n_ctx = 1000\nseed = 1\nthreads = 1\njobs = 1")
    assert load_settings().n_ctx == 1000
    project_file("n_ctx = 2000\nseed = 2\nthreads = 2")
    assert load_settings().n_ctx == 2000
    monkeypatch.setenv("EXTRACTOR_N_CTX", "3000")
    monkeypatch.setenv("EXTRACTOR_SEED", "3")
    assert load_settings().n_ctx == 3000
    settings = load_settings(n_ctx=4000)
    assert (settings.n_ctx, settings.seed, settings.threads, settings.jobs) == (4000, 3, 2, 1)


def test_a_flag_that_was_not_given_is_no_flag() -> None:
    project_file('model = "large.gguf"')
    assert load_settings(model=None).model == "large.gguf"


def test_a_false_flag_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_CACHE", "true")
    assert load_settings(cache=False).cache is False


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_MODEL", "")
    assert load_settings().model == "embedded"


@pytest.mark.parametrize("write_file", [project_file, user_file])
def test_an_unknown_key_names_its_file_and_the_likely_setting(write_file) -> None:  # type: ignore[no-untyped-def]
    path = write_file("temprature = 0.2")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(caught.value) == f"{path}: unknown setting 'temprature'"
    assert caught.value.hint == "did you mean temperature?"
    assert caught.value.exit_code == 2


def test_an_unknown_key_like_no_other_lists_the_settings() -> None:
    project_file("colour = 'red'")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert caught.value.hint is not None
    assert "max_retries" in caught.value.hint


def test_a_misspelt_variable_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_MAX_RETRY", "1")
    with pytest.raises(ConfigError, match="EXTRACTOR_MAX_RETRY: unknown setting") as caught:
        load_settings()
    assert caught.value.hint == "did you mean EXTRACTOR_MAX_RETRIES?"


def test_a_variable_of_something_else_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_CORPORA", "/somewhere")
    assert load_settings() == Settings()


def test_a_wrong_value_names_where_it_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    path = project_file('kv_type = "q5"')
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert str(caught.value) == f"{path}: kv_type should be 'f16', 'q8_0' or 'q4_0', not 'q5'"

    monkeypatch.setenv("EXTRACTOR_KV_TYPE", "q6")
    with pytest.raises(ConfigError, match=r"^EXTRACTOR_KV_TYPE: kv_type should be .* not 'q6'$"):
        load_settings()

    with pytest.raises(ConfigError, match=r"^command line: kv_type should be .* not 'q7'$"):
        load_settings(kv_type="q7")


@pytest.mark.parametrize(
    ("key", "value"),
    [("temperature", -1), ("review_below", 1.5), ("windows_limit", 0), ("n_ctx", "many")],
)
def test_values_out_of_range_are_refused(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match=f"{key} should be"):
        load_settings(**{key: value})


def test_broken_toml_names_the_file_and_line() -> None:
    path = project_file("seed = 1\nmodel = = 2")
    with pytest.raises(ConfigError, match=r"not valid TOML.*line 2") as caught:
        load_settings()
    assert caught.value.at == str(path)


def test_a_folder_in_place_of_the_file_is_one_clear_line() -> None:
    settings_files()[0].mkdir()
    with pytest.raises(ConfigError, match=r"extractor.toml: cannot be read"):
        load_settings()


def test_the_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXTRACTOR_PASSWORD", "open sesame")
    settings = load_settings()
    assert settings.password is not None
    assert settings.password.get_secret_value() == "open sesame"
    assert "sesame" not in repr(settings)
    assert "sesame" not in settings.model_dump_json()
    monkeypatch.delenv("EXTRACTOR_PASSWORD")
    project_file("password = 12345")
    with pytest.raises(ConfigError) as caught:
        load_settings()
    assert "12345" not in str(caught.value)


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().seed = 1  # type: ignore[misc]


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_paths_follow_the_platform_or_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = load_settings().paths
    assert paths.models == tmp_path / "data" / "models"
    assert paths.cache == tmp_path / "cache" / "completions"

    monkeypatch.setenv("EXTRACTOR_DATA_DIR", str(tmp_path / "elsewhere"))
    paths = load_settings(cache_dir=tmp_path / "quick").paths
    assert paths.run_log == tmp_path / "elsewhere" / "runs.sqlite"
    assert paths.schemas == tmp_path / "elsewhere" / "schemas"
    assert paths.cache == tmp_path / "quick" / "completions"
    assert not paths.cache.exists()
