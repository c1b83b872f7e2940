"""Addresses of the design system: the style page and the display settings."""

from django.urls import path

from sanguanjia.look.pages import views

app_name = "look"
urlpatterns = [
    path("", views.style, name="style"),
    path("desk/", views.style_desk, name="style-desk"),
    path("desk/<int:row>/", views.style_row, name="style-row"),
    path("prefs/", views.prefs, name="prefs"),
]
