"""Addresses of this room."""

from __future__ import annotations

from django.urls import path

from . import (
    assisting,
    casting,
    committee,
    counted,
    delivering,
    desk,
    drafting,
    outside,
    papered,
    papers,
    proofs,
    proposals,
    slates,
    trial,
    votes,
    witnessing,
)

app_name = "decisions"
COMMITTEE = "<int:estate_id>/committee/<int:committee_id>"
urlpatterns = [
    path("", trial.trial, name="trial"),
    path("votes/", votes.votes, name="votes"),
    path("<int:estate_id>/new/", drafting.new, name="new"),
    path("<int:estate_id>/proposals/", proposals.proposals, name="proposals"),
    path("<int:estate_id>/proposals/<int:vote_proposal_id>/support/", proposals.support, name="support"),
    path("<int:estate_id>/committee/", committee.committee, name="committee"),
    path(f"{COMMITTEE}/move/<slug:verb>/", committee.committee_move, name="committee_move"),
    path(f"{COMMITTEE}/say/<slug:verb>/", committee.committee_say, name="committee_say"),
    path("<int:estate_id>/slates/", slates.slate_list, name="slates"),
    path("<int:estate_id>/slates/new/", slates.new_slate, name="new_slate"),
    path("<int:estate_id>/slates/<int:slate_id>/", slates.slate, name="slate"),
    path("<int:estate_id>/slates/<int:slate_id>/move/<slug:verb>/", slates.slate_move, name="slate_move"),
    path("<int:estate_id>/slates/<int:slate_id>/say/<slug:verb>/", slates.slate_say, name="slate_say"),
    path("<int:estate_id>/<int:vote_id>/", votes.vote, name="vote"),
    path("<int:estate_id>/<int:vote_id>/edit/", drafting.edit, name="edit"),
    path("<int:estate_id>/<int:vote_id>/roll/", votes.roll, name="roll"),
    path("<int:estate_id>/<int:vote_id>/certificate/", votes.certificate, name="certificate"),
    path("<int:estate_id>/<int:vote_id>/cast/<int:unit_id>/", casting.cast, name="cast"),
    path("<int:estate_id>/<int:vote_id>/receipt/<int:unit_id>/", proofs.receipt, name="receipt"),
    path("<int:estate_id>/<int:vote_id>/counted/<int:unit_id>/", counted.counted, name="counted"),
    path("<int:estate_id>/<int:vote_id>/bundle/", proofs.bundle, name="bundle"),
    path("<int:estate_id>/<int:vote_id>/say/<slug:verb>/", casting.say, name="say"),
    path("<int:estate_id>/<int:vote_id>/move/<slug:verb>/", desk.move, name="move"),
    path("<int:estate_id>/<int:vote_id>/papers/", papers.papers, name="papers"),
    path("<int:estate_id>/<int:vote_id>/forms/", papers.forms, name="forms"),
    path("<int:estate_id>/<int:vote_id>/proxy/", desk.proxy, name="proxy"),
    path("<int:estate_id>/<int:vote_id>/assist/", assisting.assist, name="assist"),
    path("<int:estate_id>/<int:vote_id>/deliveries/", delivering.page, name="deliveries"),
    path("<int:estate_id>/<int:vote_id>/covenant/", delivering.covenant, name="covenant"),
    path("<int:estate_id>/<int:vote_id>/outside/", outside.page, name="outside"),
    path("<int:estate_id>/<int:vote_id>/outside/package/", outside.package, name="package"),
    path("<int:estate_id>/<int:vote_id>/witness/", witnessing.witness, name="witness"),
    path("<int:estate_id>/<int:vote_id>/certificate.pdf", papered.certificate, name="certificate_pdf"),
]
