"""The pages of the banking room: the fund office at its desk."""
