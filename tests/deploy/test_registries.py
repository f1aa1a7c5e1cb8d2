import pytest

from deploy.local import registries


def says(monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in settings.items()}
    monkeypatch.setattr(registries, "_pip_settings", lambda: named)
    monkeypatch.setattr(registries.os, "environ", {"PATH": "/bin"})
    return registries.for_uv()


def test_index_of_pip_is_the_index_of_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    given = says(monkeypatch, index_url="https://pypi.example/simple", extra_index_url="https://more.example/simple")
    assert (given["UV_DEFAULT_INDEX"], given["UV_INDEX"]) == (
        "https://pypi.example/simple",
        "https://more.example/simple",
    )


def test_folders_that_are_not_there_are_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    given = says(monkeypatch, find_links=f"/nowhere {tmp_path} file://{tmp_path}")
    assert given["UV_FIND_LINKS"] == f"{tmp_path},file://{tmp_path}"


def test_certificates_of_pip_hold_for_uv(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    (tmp_path / "ca.pem").touch()
    assert says(monkeypatch, cert=str(tmp_path / "ca.pem"))["SSL_CERT_FILE"] == str(tmp_path / "ca.pem")


def test_certificates_that_are_not_there_are_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "SSL_CERT_FILE" not in says(monkeypatch, cert="/nowhere/ca.pem")


def test_pip_settings_of_the_environment_win_over_files(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = ":env:.index-url='https://env.example'\nglobal.index-url='https://file.example'\n"
    run = lambda *args, **kwargs: type("Result", (), {"stdout": listing})()  # noqa: E731
    monkeypatch.setattr(registries.subprocess, "run", run)
    assert registries._pip_settings() == {"index-url": "https://env.example"}
