"""Addresses of the design system: the style page and the display settings."""

from django.urls import path

from sanguanjia.kernel.doors import for_anyone
from sanguanjia.look.pages import views

app_name = "look"
urlpatterns = [
    path("", for_anyone(views.style), name="style"),
    path("desk/", for_anyone(views.style_desk), name="style-desk"),
    path("desk/<int:row>/", for_anyone(views.style_row), name="style-row"),
    path("prefs/", for_anyone(views.prefs), name="prefs"),
]
