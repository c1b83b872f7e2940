"""Addresses of Open311. Anything else below /open311/ is answered by the book as well."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter

from . import posting, reading
from .answers import fault, speaks


class Form:
    """The format at the end of an address."""

    regex = "xml|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Form, "open311form")
app_name = "open311"


@speaks("BOTH")
def nothing(request: HttpRequest, form: str, rest: str = "") -> HttpResponse:
    """An address the standard does not know."""
    wanted = "json" if request.path_info.endswith(".json") else form
    return fault(404, "没有这个地址。可用的地址见 /open311/discovery.json。", wanted)


urlpatterns = [
    path("discovery.<open311form:form>", reading.discovery, name="discovery"),
    path("v2/discovery.<open311form:form>", reading.discovery, name="discovery-v2"),
    path("v2/services.<open311form:form>", reading.services, name="services"),
    path("v2/services/<str:code>.<open311form:form>", reading.service, name="service"),
    path("v2/requests.<open311form:form>", posting.requests, name="requests"),
    path("v2/requests/<str:request_id>.<open311form:form>", reading.single, name="request"),
    path("v2/tokens/<str:code>.<open311form:form>", reading.token, name="token"),
    path("v2/servicerequestupdates.<open311form:form>", posting.updates, name="updates"),
    path("", nothing, name="root"),
    path("<path:rest>", nothing, name="nothing"),
]
