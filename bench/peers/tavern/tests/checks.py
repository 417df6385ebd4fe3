"""What Tavern's YAML cannot say: called by the tests as verify_response_with."""


def no_content(response):
    assert response.content == b"", "a 204 has content"
    announced = {"Content-Length", "Transfer-Encoding"} & set(response.headers)
    assert not announced, f"a 204 has {announced}"


def challenged(response):
    assert "WWW-Authenticate" in response.headers, "a 401 without WWW-Authenticate"


def refused(response):
    assert 400 <= response.status_code < 500 and response.status_code != 401, f"{response.status_code}, not a refusal"


def refused_method(response):
    assert 400 <= response.status_code < 500 or response.status_code == 501, f"{response.status_code}, not a refusal"
    if response.status_code == 405:
        assert "POST" in response.headers.get("Allow", ""), "Allow does not name POST"
