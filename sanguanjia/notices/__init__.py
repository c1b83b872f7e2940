"""Notices: people are told (站内信, SMS, e-mail), and the estate is told (公示) in a way nobody can shorten or bend."""
