"""With a scanner set, no view of any room sees a file that was not looked at."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from tests.architecture.objects import picture
from tests.support.small_city import City, build

SCANNER = f"{sys.executable} -c \"import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())\""


@pytest.fixture
def client(db: None) -> Iterator[tuple[Client, City]]:
    city = build()
    found = Client()
    found.force_login(city.person("owner"))
    with override_settings(
        MIDDLEWARE=[*settings.MIDDLEWARE, "sanguanjia.config.uploads.ScanUploads"], SCAN_COMMAND=SCANNER
    ):
        yield found, city


def test_a_picture_is_looked_at_before_it_is_taken(client: tuple[Client, City]) -> None:
    browser, city = client
    address = f"/api/v1/cases/{city.estate.pk}/photos"
    clean = browser.post(address, {"file": SimpleUploadedFile("x.jpg", picture(), "image/jpeg")})
    assert clean.status_code in (200, 201), clean.content
    bad = browser.post(address, {"file": SimpleUploadedFile("x.jpg", picture() + b"EICAR", "image/jpeg")})
    assert bad.status_code == 422
    assert bad.json()["refusals"][0]["code"] == "file_not_clean"


def test_a_form_is_answered_with_a_page_in_words(client: tuple[Client, City]) -> None:
    browser, city = client
    form = {"estate": city.estate.pk, "photos": SimpleUploadedFile("x.jpg", b"EICAR", "image/jpeg")}
    said = browser.post("/cases/new/", form)
    assert said.status_code == 422
    assert "没有通过安全检查" in said.content.decode()
    plain = browser.post("/cases/new/", {"estate": city.estate.pk, "text": "EICAR"})
    assert "没有通过安全检查" not in plain.content.decode()
