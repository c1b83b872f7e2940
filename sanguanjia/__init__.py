"""Sanguanjia 三管家: the open platform on which a Chinese city runs its residential estates."""
