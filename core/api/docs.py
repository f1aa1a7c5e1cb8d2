from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def docs(request: HttpRequest) -> HttpResponse:
    """Swagger's page, from our own files and without anything inline."""
    return render(request, "api_docs.html")
