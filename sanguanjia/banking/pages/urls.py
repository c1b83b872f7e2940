"""Addresses of the banking room. Every one of a thing carries the home it belongs to."""

from django.urls import path

from . import portfolio, receipts, reconcile, tenders

app_name = "banking"
urlpatterns = [
    path("", reconcile.estates, name="estates"),
    path("portfolio/", portfolio.homes, name="portfolios"),
    path("portfolio/<int:home_id>/", portfolio.portfolio, name="portfolio"),
    path("portfolio/<int:home_id>/sheet/", portfolio.sheet, name="portfolio-sheet"),
    path("portfolio/<int:home_id>/withdraw/<int:deposit_id>/", portfolio.withdraw, name="withdraw"),
    path("portfolio/<int:home_id>/withdrawal/<int:withdrawal_id>/", portfolio.decide, name="decide-withdrawal"),
    path("tenders/", tenders.listed, name="tenders"),
    path("tenders/<int:home_id>/invite/", tenders.invite, name="invite"),
    path("tenders/<int:home_id>/<int:tender_id>/", tenders.tender, name="tender"),
    path("tenders/<int:home_id>/<int:tender_id>/bid/", tenders.bid, name="bid"),
    path("tenders/<int:home_id>/<int:tender_id>/<slug:verb>/", tenders.decide, name="decide-tender"),
    path("receipts/", receipts.mine, name="my-receipts"),
    path("<int:estate_id>/receipts/", receipts.listed, name="receipts"),
    path("<int:estate_id>/receipts/issue/", receipts.issue, name="issue-receipt"),
    path("<int:estate_id>/receipts/<int:receipt_id>/", receipts.receipt, name="receipt"),
    path("<int:estate_id>/receipts/<int:receipt_id>/void/", receipts.void, name="void-receipt"),
    path("<int:estate_id>/", reconcile.overview, name="overview"),
    path("<int:estate_id>/account/<int:account_id>/", reconcile.account, name="account"),
    path("<int:estate_id>/account/<int:account_id>/sheet/", reconcile.sheet, name="sheet"),
    path("<int:estate_id>/account/<int:account_id>/statement/", reconcile.statement, name="statement"),
    path("<int:estate_id>/account/<int:account_id>/match/<slug:verb>/", reconcile.match, name="match"),
    path("<int:estate_id>/account/<int:account_id>/undo/<int:match_id>/", reconcile.undo, name="undo"),
]
