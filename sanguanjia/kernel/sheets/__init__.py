"""Sheets that strangers send: .xlsx, .csv and text read with suspicion, inside a child process. Pure, no Django.

`sandbox` starts a child (`fence`: memory, time, no files, no network, no programs); the child opens the file with
`opening`, which hands out tables; the room that asked finds its header and judges the rows. `text`, `days`, `phones`
read single cells.
"""
