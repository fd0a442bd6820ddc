"""/favicon.ico, which browsers ask for beside a PDF."""

from django.templatetags.static import static


def test_it_leads_to_the_icon_that_pages_name(client, db):
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.url) == (302, static("img/seal.svg"))
    assert f'<link rel="icon" type="image/svg+xml" href="{answer.url}">' in client.get("/in/").text
    assert answer["Cache-Control"] == "max-age=86400"
    assert not answer.cookies
    assert client.post("/favicon.ico").status_code == 405
