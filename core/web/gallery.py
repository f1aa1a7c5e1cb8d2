from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page, for those who build with them."""
    return render(request, "dev/gallery.html")
