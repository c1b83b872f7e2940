"""Addresses of the fund's pages. Every one of a thing carries the estate."""

from django.urls import path

from . import books, drafts, entering, explain, interest, owners, pool, works, yearly

app_name = "funds"
urlpatterns = [
    path("", books.estates, name="estates"),
    path("mine/", owners.mine, name="mine"),
    path("interest/", interest.index, name="interest"),
    path("interest/<int:home_id>/certificate/", interest.register, name="register-deposit"),
    path("interest/<int:home_id>/deposit/<int:deposit_id>/", interest.deposit, name="deposit-one"),
    path("interest/<int:home_id>/deposit/<int:deposit_id>/settle/", interest.prepare, name="prepare-interest"),
    path("interest/<int:home_id>/<int:settlement_id>/", interest.settlement, name="settlement"),
    path("interest/<int:home_id>/<int:settlement_id>/progress/", interest.progress, name="settlement-progress"),
    path("interest/<int:home_id>/<int:settlement_id>/<slug:verdict>/", interest.decide, name="decide-interest"),
    path("<int:estate_id>/", books.books, name="books"),
    path("<int:estate_id>/open/", books.open_books, name="open"),
    path("<int:estate_id>/close/", books.close, name="close"),
    path("<int:estate_id>/account/<int:account_id>/", books.account, name="account"),
    path("<int:estate_id>/entry/<int:entry_id>/", books.entry, name="entry"),
    path("<int:estate_id>/account/<int:account_id>/year/<int:year>/", yearly.statement, name="year"),
    path("<int:estate_id>/account/<int:account_id>/interest/<int:entry_id>/", explain.line, name="interest-line"),
    path("<int:estate_id>/entry/<int:entry_id>/reverse/", entering.reverse_entry, name="reverse"),
    path("<int:estate_id>/deposit/", entering.deposit, name="deposit"),
    path("<int:estate_id>/opening/", entering.opening, name="opening"),
    path("works/", works.door, name="works-door"),
    path("<int:estate_id>/works/", works.index, name="works"),
    path("<int:estate_id>/works/<int:work_id>/", works.work, name="work"),
    path("<int:estate_id>/works/<int:work_id>/papers/<slug:paper>/", works.paper, name="work-paper"),
    path("<int:estate_id>/works/<int:work_id>/do/<slug:verb>/", works.step, name="work-step"),
    path("<int:estate_id>/pool/new/", pool.new, name="pool-new"),
    path("<int:estate_id>/pool/<int:use_id>/", pool.pool, name="pool"),
    path("<int:estate_id>/pool/<int:use_id>/order/", pool.order, name="pool-order"),
    path("<int:estate_id>/pool/<int:use_id>/do/<slug:verb>/", pool.step, name="pool-step"),
    path("<int:estate_id>/draft/<int:draft_id>/", drafts.draft, name="draft"),
    path("<int:estate_id>/draft/<int:draft_id>/<slug:verdict>/", drafts.decide, name="decide"),
]
