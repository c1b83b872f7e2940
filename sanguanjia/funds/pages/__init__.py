"""The pages of the fund: the owner's on a phone, the fund office's at a desk."""
